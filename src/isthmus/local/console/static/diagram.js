// A sequence diagram that is a list: each hop a button, calls within a call a list within its item.
import { element } from "./dom.js";
import { HopRow } from "./hop_row.js";
import { inOrder, markOf, nameOf } from "./parties.js";
import { StepRow } from "./step_row.js";

/** Draws hops as they are told; `onOpen(hop, button)` when one is chosen. */
export class Diagram {
  #hops = new Map();
  #rows = new Map();
  #parties = [];
  #steps = [];
  #onOpen;

  constructor({ parties = [], onOpen }) {
    this.#onOpen = onOpen;
    this.heads = element("div", { class: "heads", "aria-hidden": "true" });
    this.lines = element("div", { class: "lines", "aria-hidden": "true" });
    this.list = element("ol", { class: "hops" });
    this.body = element("div", { class: "diagram-body" }, this.lines, this.list);
    this.element = element("div", { class: "diagram", data: { hops: "" } }, this.heads, this.body);
    this.#setParties(parties);
    this.list.addEventListener("keydown", moveFocus);
  }

  /** The hops drawn, in the order they began. */
  get hops() {
    return [...this.#hops.values()].sort((one, other) => one.id - other.id);
  }

  /** Draw a hop, or what it became. */
  show(hop) {
    if (this.#hops.get(hop.id) === hop) return;
    const isKnown = this.#hops.has(hop.id);
    this.#hops.set(hop.id, hop);
    this.#meet([hop.asker, hop.answerer]);
    const row = this.#rowOf(hop);
    row.show(hop, this.#parties);
    this.#place(row, hop);
    if (!isKnown) this.#adopt(hop);
  }

  /** Show the run's steps as headings; hops stand below the step during which they began. */
  showSteps(steps) {
    steps.forEach((step, index) => {
      this.#steps[index] ??= this.#newStep();
      this.#steps[index].show(step);
    });
    for (const hop of this.#hops.values()) this.#place(this.#rows.get(hop.id), hop);
  }

  /** Take away the lifelines of parties that did not take part. */
  settle() {
    if (!this.#hops.size) return;
    this.#setParties(this.hops.flatMap((hop) => [hop.asker, hop.answerer]));
    for (const hop of this.#hops.values()) this.#rows.get(hop.id).show(hop, this.#parties);
  }

  #rowOf(hop) {
    if (!this.#rows.has(hop.id)) {
      this.#rows.set(
        hop.id,
        new HopRow({ onOpen: (button) => this.#onOpen(this.#hops.get(hop.id), button) }),
      );
    }
    return this.#rows.get(hop.id);
  }

  #place(row, hop) {
    const parent = this.#rows.get(hop.parent);
    const list = parent && hop.parent !== hop.id ? parent.calls() : this.#listAt(hop.began_at);
    if (row.element.parentNode === list) return;
    row.element.dataset.hop = hop.id;
    const next = [...list.children].find((item) => Number(item.dataset.hop) > hop.id);
    list.insertBefore(row.element, next ?? null);
  }

  #adopt(hop) {
    for (const other of this.#hops.values()) {
      if (other.parent === hop.id && other.id !== hop.id) this.#place(this.#rows.get(other.id), other);
    }
  }

  #listAt(beganAt) {
    const begun = this.#steps.filter((step) => step.beganAt !== null && step.beganAt <= beganAt + 0.0005);
    return (begun.at(-1) ?? this.#steps[0])?.list ?? this.list;
  }

  #newStep() {
    const step = new StepRow();
    this.list.append(step.element);
    return step;
  }

  #meet(parties) {
    if (parties.every((party) => this.#parties.includes(party))) return;
    this.#setParties([...this.#parties, ...parties]);
    for (const hop of this.#hops.values()) this.#rows.get(hop.id)?.show(hop, this.#parties);
  }

  #setParties(parties) {
    this.#parties = inOrder(parties);
    this.element.style.setProperty("--parties", Math.max(this.#parties.length, 1));
    this.heads.replaceChildren(
      ...this.#parties.map((party) =>
        element(
          "span",
          { class: "head", data: { party } },
          markOf(party),
          element("span", { text: nameOf(party) }),
        ),
      ),
    );
    this.lines.replaceChildren(
      ...this.#parties.map((party) => element("span", { class: "line", data: { party } })),
    );
  }
}

/** The arrow keys go from hop to hop, however deep they are nested. */
function moveFocus(event) {
  const distance = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!distance || !event.target.matches("button.hop")) return;
  const buttons = [...event.currentTarget.querySelectorAll("button.hop")];
  buttons[buttons.indexOf(event.target) + distance]?.focus();
  event.preventDefault();
}
