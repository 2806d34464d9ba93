// One fault: what it does, its settings, its switch, and the same as a curl line.
import { element } from "./dom.js";

/** A card that asks to switch its fault by `onSwitch({fault, on, settings})`. */
export class FaultCard {
  #fault = null;

  constructor({ onSwitch }) {
    this.onSwitch = onSwitch;
    this.element = element("li", { class: "card fault" });
  }

  /** Show the fault as it is; what somebody is filling in stays. */
  show(fault) {
    if (this.#fault === null) this.#build(fault);
    const changed = this.#fault?.is_on !== fault.is_on;
    this.#fault = fault;
    this.element.dataset.on = String(fault.is_on);
    if (fault.is_action) return;
    this.toggle.setAttribute("aria-checked", String(fault.is_on));
    this.word.textContent = fault.is_on ? "On" : "Off";
    if (changed && fault.is_on) this.#fill(fault.settings);
  }

  #build(fault) {
    this.fields = (fault.choices ?? []).map((choice) => fieldOf(choice, fault.settings[choice.name]));
    this.command = element("code", { class: "command-text" });
    const settings = element("div", { class: "fault-settings" }, ...this.fields.map((field) => field.label));
    this.element.append(
      element(
        "div",
        { class: "fault-head" },
        element(
          "div",
          {},
          element("h2", { text: fault.title, id: `fault-${fault.fault}` }),
          element("p", { class: "fault-name wire", text: fault.fault }),
        ),
        fault.is_action ? this.#actionButton(fault) : this.#switchButton(fault),
      ),
      element("p", { class: "fault-what", text: fault.what }),
    );
    this.element.append(
      settings,
      element("div", { class: "command" }, this.command, this.#copyButton(fault)),
    );
    settings.addEventListener("input", () => this.#changed());
    settings.addEventListener("change", () => this.#fault.is_on && this.#ask(true));
    this.#fault = fault;
    this.#changed();
  }

  #switchButton(fault) {
    this.word = element("span", { class: "switch-word", "aria-hidden": "true" });
    this.toggle = element(
      "button",
      {
        class: "switch",
        type: "button",
        role: "switch",
        "aria-checked": "false",
        "aria-labelledby": `fault-${fault.fault}`,
      },
      this.word,
      element("span", { class: "switch-track", "aria-hidden": "true" }),
    );
    this.toggle.addEventListener("click", () => this.#ask(!this.#fault.is_on));
    return this.toggle;
  }

  #actionButton() {
    const button = element("button", { class: "quiet", type: "button", text: "Do it" });
    button.addEventListener("click", () => this.#ask(true));
    return button;
  }

  #copyButton(fault) {
    const copy = element("button", { class: "link", type: "button", text: "Copy" });
    copy.append(element("span", { class: "unseen", text: ` the curl line for ${fault.title}` }));
    copy.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(this.command.textContent);
        copy.firstChild.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(this.command);
      }
    });
    return copy;
  }

  #wanted(on) {
    const settings = Object.fromEntries(this.fields.map((field) => [field.name, field.read()]));
    return { fault: this.#fault.fault, on, ...(on && this.fields.length ? { settings } : {}) };
  }

  #ask(on) {
    this.onSwitch(this.#wanted(on));
  }

  #fill(settings) {
    for (const field of this.fields) field.write(settings[field.name]);
    this.#changed();
  }

  #changed() {
    const body = JSON.stringify(this.#wanted(true)).replaceAll("'", "");
    this.command.textContent = `curl ${location.origin}/faults -H 'Content-Type: application/json' -d '${body}'`;
  }
}

function fieldOf(choice, value) {
  const input = choice.kind === "choice" ? selectOf(choice) : inputOf(choice);
  input.value = value;
  const read = () => (choice.kind === "number" ? Number(input.value) : input.value);
  const label = element(
    "label",
    { class: "field" },
    element("span", { text: choice.what || choice.name }),
    input,
  );
  return { name: choice.name, label, read, write: (given) => (input.value = given) };
}

const selectOf = (choice) =>
  element(
    "select",
    {},
    ...choice.options.map((option) => element("option", { value: option, text: option })),
  );

const inputOf = (choice) =>
  choice.kind === "number"
    ? element("input", {
        type: "number",
        min: choice.lowest,
        max: choice.highest,
        step: "any",
        inputmode: "decimal",
      })
    : element("input", { type: "text", spellcheck: "false", autocomplete: "off" });
