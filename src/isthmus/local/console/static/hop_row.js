// One hop of a diagram: the button, the arrow there and the answer back, and the calls made within it.
import { element } from "./dom.js";
import { outcomeOf } from "./outcomes.js";
import { routeOf } from "./parties.js";

/** Draws one hop between two lifelines. */
export class HopRow {
  #calls = null;

  constructor({ onOpen }) {
    this.button = element("button", { class: "hop", type: "button", "aria-haspopup": "dialog" });
    this.button.addEventListener("click", () => onOpen(this.button));
    this.bar = element("span", { class: "bar", "aria-hidden": "true" });
    this.element = element("li", { class: "hop-item" }, this.bar, this.button);
  }

  /** The list of the calls made within this hop. */
  calls() {
    if (this.#calls === null) {
      this.#calls = element("ol", { class: "hops calls" });
      this.answer = element("div", { class: "answer", "aria-hidden": "true" });
      this.answer.addEventListener("click", () => this.button.click());
      this.element.append(this.#calls, this.answer);
      this.element.dataset.nested = "";
      if (this.hop) this.#fillAnswer();
    }
    return this.#calls;
  }

  /** Draw the hop as it is, on the lifelines of `parties`. */
  show(hop, parties) {
    this.hop = hop;
    this.#stretch(parties.indexOf(hop.asker), parties.indexOf(hop.answerer));
    this.element.dataset.outcome = hop.outcome;
    this.bar.dataset.party = hop.answerer;
    this.button.replaceChildren(
      element("span", { class: "number", "aria-hidden": "true" }),
      routeOf(hop),
      " ",
      laneOf(
        element("span", { class: "operation" }, element("span", { text: hop.operation })),
        element("span", { class: "asked", "aria-hidden": "true" }),
        element("span", { class: "answered", "aria-hidden": "true" }),
      ),
      outcomeOf(hop),
    );
    if (this.answer) this.#fillAnswer();
  }

  #fillAnswer() {
    this.answer.dataset.outcome = this.hop.outcome;
    this.answer.replaceChildren(laneOf(element("span", { class: "answered" })), outcomeOf(this.hop));
  }

  #stretch(from, to) {
    const place = this.element.style;
    place.setProperty("--left", Math.min(from, to));
    place.setProperty("--span", Math.abs(to - from));
    place.setProperty("--to", to);
    this.element.dataset.way = from === to ? "self" : from < to ? "right" : "left";
  }
}

const laneOf = (...parts) => element("span", { class: "lane" }, ...parts);
