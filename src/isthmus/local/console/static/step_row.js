// One step of a run: a heading with how it went and what it told, and the hops below it.
import { element } from "./dom.js";
import { duration } from "./format.js";

const WORDS = { passed: "Passed", failed: "Failed", running: "Running" };

/** A step in a diagram; `list` takes its hops. */
export class StepRow {
  beganAt = null;

  constructor() {
    this.number = element("span", { class: "step-number" });
    this.title = element("span", { class: "step-title" });
    this.state = element("span", { class: "verdict" });
    this.details = element("dl", { class: "step-details" });
    this.list = element("ol", { class: "hops" });
    this.element = element(
      "li",
      { class: "step-item" },
      element(
        "div",
        { class: "step-band" },
        element("h3", { class: "step" }, this.number, this.title, this.state),
        this.details,
      ),
      this.list,
    );
  }

  /** Show the step as it is. */
  show(step) {
    this.beganAt = step.began_at ?? null;
    this.element.dataset.state = step.state;
    this.number.textContent = step.number;
    this.title.textContent = step.title;
    this.state.dataset.verdict = step.state;
    this.state.replaceChildren(...stateOf(step));
    this.details.replaceChildren(...detailsOf(step));
  }
}

function stateOf(step) {
  const word = WORDS[step.state] ?? "";
  return [
    element("span", { class: step.state === "passed" ? "unseen" : "", text: word }),
    element("span", { text: duration(step.duration_ms) }),
  ];
}

/** What the step told. The claims that follow a token are left out: they stand in the hop's own sheet. */
function detailsOf(step) {
  let isClaim = false;
  const told = (step.details ?? []).filter(([name]) => {
    const isToken = /\btoken$/i.test(name);
    isClaim = isClaim || isToken;
    return isToken || !isClaim;
  });
  return told.map(([name, value]) =>
    element("div", {}, element("dt", { text: name }), element("dd", { text: value })),
  );
}
