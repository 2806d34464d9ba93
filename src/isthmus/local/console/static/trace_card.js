// The hops of one sign-in: a line that tells it, and a diagram below when it is open.
import { Diagram } from "./diagram.js";
import { element } from "./dom.js";
import { clock, duration } from "./format.js";
import { inOrder, markOf } from "./parties.js";
import { summaryOf } from "./summary.js";

/** A trace; its diagram is drawn only while it is open. */
export class TraceCard {
  hops = new Map();
  #matches = () => true;
  #diagram = null;
  #isWhole = true;

  constructor({ trace, onOpen }) {
    this.trace = trace;
    this.onOpen = onOpen;
    this.what = element("span", { class: "trace-what" });
    this.facts = element("span", { class: "trace-facts" });
    this.marks = element("span", { class: "trace-marks", "aria-hidden": "true" });
    this.time = element("span", { class: "trace-time wire" });
    this.toggle = element("button", { class: "trace-toggle", type: "button", "aria-expanded": "false" });
    this.toggle.append(this.time, this.what, this.marks, this.facts);
    this.toggle.addEventListener("click", () => this.#toggleOpen());
    this.element = element(
      "li",
      { class: "trace", data: { hops: "" } },
      element("h2", { class: "trace-title" }, this.toggle),
    );
  }

  /** How many of its hops the filters let through. */
  get shownHops() {
    return this.#chosen().length;
  }

  /** Add a hop, or what it became. It is shown by `filter`. */
  take(hop) {
    this.hops.set(hop.id, hop);
    return this;
  }

  /** Give a hop up: it belongs to another sign-in. */
  lose(id) {
    this.hops.delete(id);
    this.#isWhole = false;
    return this;
  }

  /** Show what the filters let through. */
  filter(matches) {
    const isSame = this.#matches === matches && this.#isWhole;
    this.#matches = matches;
    this.#isWhole = true;
    this.#refresh();
    if (this.#diagram && !isSame) this.#draw();
    else if (this.#diagram) this.#chosen().forEach((hop) => this.#diagram.show(hop));
  }

  #chosen() {
    return [...this.hops.values()].filter(this.#matches);
  }

  #refresh() {
    const hops = this.#chosen();
    this.element.hidden = hops.length === 0;
    if (!hops.length) return;
    const first = hops.reduce((one, other) => (other.began_at < one.began_at ? other : one));
    const ended = Math.max(...hops.map((hop) => hop.began_at + (hop.duration_ms ?? 0) / 1000));
    const flow = hops.find((hop) => hop.flow)?.flow;
    this.time.textContent = clock(first.began_at);
    this.what.textContent = hops.length === 1 ? first.operation : (flow ?? first.operation);
    this.marks.replaceChildren(...inOrder(hops.flatMap((hop) => [hop.asker, hop.answerer])).map(markOf));
    this.facts.textContent = `${summaryOf(hops)} · ${duration((ended - first.began_at) * 1000)}`;
    this.element.dataset.worst = worstOf(hops);
  }

  #toggleOpen() {
    const isOpen = this.toggle.getAttribute("aria-expanded") === "true";
    this.toggle.setAttribute("aria-expanded", String(!isOpen));
    this.#diagram?.element.remove();
    this.#diagram = null;
    if (!isOpen) this.#draw();
  }

  #draw() {
    this.#diagram?.element.remove();
    this.#diagram = new Diagram({ onOpen: this.onOpen });
    this.#chosen().forEach((hop) => this.#diagram.show(hop));
    this.element.append(this.#diagram.element);
  }
}

function worstOf(hops) {
  const outcomes = new Set(hops.map((hop) => hop.outcome));
  return ["failed", "open"].find((outcome) => outcomes.has(outcome)) ?? "ok";
}
