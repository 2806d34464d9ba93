// A flow's card: its story, its choices, the fault to inject, and Run.
import { element } from "./dom.js";
import { partiesOf } from "./flow_parties.js";
import { chainOf } from "./parties.js";

const NAMES = {
  user: "As",
  scope: "Scope",
  secret_in: "Client secret in",
};
const WORDS = { basic: "the Basic header", body: "the body", all: "all of the client's" };
/** Names are long, and what tells them apart stands at one end. */
const SHORT = {
  user: (username) => username.split("@")[0],
  scope: (scope) => scope.split("/").at(-1),
};

/** A card that runs its flow with what is chosen in it. */
export class FlowCard {
  constructor({ flow, faults, onRun, onShow }) {
    this.flow = flow;
    this.faultTitles = new Map(faults.map((fault) => [fault.fault, fault.title]));
    this.form = element("form", { class: "flow-form", autocomplete: "off" });
    this.run = element("button", { class: "primary", type: "submit", text: "Run" });
    this.run.append(element("span", { class: "unseen", text: ` ${flow.title}` }));
    this.state = element("button", { class: "flow-state", type: "button", hidden: true });
    this.state.addEventListener("click", onShow);
    this.form.append(...this.#fields(), element("div", { class: "flow-row" }, this.run, this.state));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      onRun(this);
    });
    this.element = element(
      "li",
      { class: "card flow", data: { flow: flow.flow } },
      chainOf(partiesOf(flow.flow)),
      element(
        "div",
        {},
        element("h2", { text: flow.title }),
        element("p", { class: "flow-name wire", text: flow.flow }),
      ),
      element("p", { class: "flow-story", text: flow.story }),
      this.form,
    );
  }

  /** What is chosen, by name. */
  get choices() {
    const chosen = new FormData(this.form);
    return Object.fromEntries(Object.keys(this.flow.choices).map((name) => [name, chosen.get(name)]));
  }

  /** The fault to inject, or null. */
  get fault() {
    return new FormData(this.form).get("fault") || null;
  }

  /** Say how the last run goes; while it runs there is no other. */
  showState(run) {
    this.run.disabled = run.isRunning;
    this.state.hidden = run.isRunning;
    this.state.textContent = run.sentence;
    this.state.dataset.state = run.state;
  }

  #fields() {
    const choices = Object.entries(this.flow.choices).map(([name, values]) =>
      fieldOf(
        NAMES[name] ?? name.replaceAll("_", " "),
        name,
        values.map((value) => [value, wordsFor(name, value)]),
      ),
    );
    const faults = [
      ["", "None"],
      ...this.flow.faults.map((fault) => [fault, this.faultTitles.get(fault) ?? fault]),
    ];
    return [
      element("div", { class: "flow-fields" }, ...choices, fieldOf("Fault to inject", "fault", faults)),
    ];
  }
}

const wordsFor = (name, value) => WORDS[value] ?? SHORT[name]?.(value) ?? value;

function fieldOf(label, name, options) {
  return element(
    "label",
    { class: "field" },
    element("span", { text: label }),
    element("select", { name }, ...options.map(([value, text]) => element("option", { value, text }))),
  );
}
