// A sequence diagram that is a list: each hop a button, calls within a call a list within its item.
import { element } from "./dom.js";
import { count, duration } from "./format.js";
import { HopRow } from "./hop_row.js";
import { inOrder, markOf, nameOf } from "./parties.js";

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
  }

  /** The hops drawn, in the order they began. */
  get hops() {
    return [...this.#hops.values()].sort((one, other) => one.id - other.id);
  }

  /** Draw a hop, or what it became. */
  show(hop) {
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

class StepRow {
  beganAt = null;

  constructor() {
    this.number = element("span", { class: "step-number" });
    this.title = element("span", { class: "step-title" });
    this.state = element("span", { class: "verdict" });
    this.heading = element("h3", { class: "step" }, this.number, this.title, this.state);
    this.details = element("dl", { class: "step-details" });
    this.list = element("ol", { class: "hops" });
    this.element = element("li", { class: "step-item" }, this.heading, this.list, this.details);
  }

  show(step) {
    this.beganAt = step.began_at ?? null;
    this.element.dataset.state = step.state;
    this.number.textContent = step.number;
    this.title.textContent = step.title;
    this.state.dataset.verdict = step.state;
    this.state.replaceChildren(...stateOf(step));
    this.details.replaceChildren(
      ...(step.details ?? []).flatMap(([name, value]) => [
        element("dt", { text: name }),
        element("dd", { text: value }),
      ]),
    );
  }
}

function stateOf(step) {
  const word = { passed: "Passed", failed: "Failed", running: "Running" }[step.state] ?? "";
  return [
    element("span", { class: step.state === "passed" ? "unseen" : "", text: word }),
    element("span", { text: duration(step.duration_ms) }),
  ];
}

/** "23 hops between 4 parties, 2 refused". */
export function summaryOf(hops) {
  const parties = new Set(hops.flatMap((hop) => [hop.asker, hop.answerer]));
  const refused = hops.filter((hop) => hop.outcome === "refused").length;
  const failed = hops.filter((hop) => hop.outcome === "failed").length;
  return [
    count(hops.length, "hop"),
    `${parties.size} parties`,
    refused ? `${refused} refused` : "",
    failed ? `${failed} failed` : "",
  ]
    .filter(Boolean)
    .join(" · ");
}
