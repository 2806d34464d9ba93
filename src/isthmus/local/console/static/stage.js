// The stage below the cards: the run that is looked at, with its summary and its diagram.
import { element, tell } from "./dom.js";
import { duration } from "./format.js";
import { summaryOf } from "./summary.js";

const WORDS = { starting: "Starting", running: "Running", passed: "Passed", failed: "Failed" };
const VERDICTS = { starting: "running", running: "running", passed: "passed", failed: "failed" };

/** Shows one run at a time. */
export class Stage {
  constructor({ place, empty }) {
    this.place = place;
    this.empty = empty;
    this.title = element("h2", { id: "stage-title" });
    this.state = element("span", { class: "verdict" });
    this.summary = element("p", { class: "stage-summary" });
    this.error = element("p", { class: "notice bad", hidden: true });
    this.fault = element("span", { class: "injected", hidden: true });
    this.note = element("p", { class: "notice", hidden: true });
    this.links = element("div", { class: "actions", hidden: true });
    this.head = element(
      "div",
      { class: "stage-head" },
      element("div", { class: "stage-titles" }, this.title, this.state, this.fault, this.summary),
      this.links,
    );
  }

  /** Put a run on the stage. */
  show(run) {
    this.empty.remove();
    this.place.dataset.run = run.flow.flow;
    this.place.replaceChildren(this.head, this.error, this.note, run.diagram.element);
    this.refresh(run);
  }

  /** Scroll to the stage if most of it is out of sight. */
  comeIntoView() {
    if (this.place.getBoundingClientRect().top > innerHeight / 2)
      this.place.scrollIntoView({ block: "start" });
  }

  /** Say how the run on the stage goes. */
  refresh(run) {
    this.title.textContent = run.flow.title;
    this.state.dataset.verdict = VERDICTS[run.state];
    this.state.textContent = WORDS[run.state];
    this.summary.textContent = run.hops.length
      ? [summaryOf(run.hops), run.isRunning ? "" : duration(run.milliseconds)].filter(Boolean).join(" · ")
      : "";
    tell(this.fault, run.fault ? `with ${run.fault}` : "");
    tell(this.error, run.error);
    tell(this.note, run.note);
    this.links.hidden = run.isRunning || !run.hops.length;
    if (!this.links.hidden) this.links.replaceChildren(...exportsOf(run.trace));
  }
}

function exportsOf(trace) {
  const query = `?trace=${encodeURIComponent(trace)}`;
  return [
    element("a", { class: "quiet", href: `/api/hops.json${query}`, download: "hops.json", text: "JSON" }),
    element("a", { class: "quiet", href: `/api/hops.mmd${query}`, download: "hops.mmd", text: "Mermaid" }),
  ];
}
