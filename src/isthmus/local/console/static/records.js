// Records of a system, one under the other: what each is called, what is to be known of it, what can be done.
import { element } from "./dom.js";

/** A titled list of records; says so if there is none. */
export function recordsOf(title, records, { none = "None.", more = "" } = {}) {
  return element(
    "section",
    { class: "records" },
    element("h3", { text: title }),
    records.length
      ? element("ul", { class: "record-list" }, ...records)
      : element("p", { class: "hint", text: none }),
    more ? element("p", { class: "hint", text: more }) : null,
  );
}

/** One record. `facts` are pairs, empty ones left out; `tags` words; `actions` buttons. */
export function recordOf({ title, wire = false, tags = [], facts = [], actions = [] }) {
  const told = facts.filter(
    ([, value]) => value !== null && value !== undefined && value !== "" && String(value).length,
  );
  return element(
    "li",
    { class: "record" },
    element(
      "div",
      { class: "record-head" },
      element(wire ? "code" : "strong", { class: "record-title", text: title }),
      ...tags.map(tagOf),
    ),
    element("dl", { class: "record-facts" }, ...told.map(([name, value]) => factOf(name, value))),
    actions.length ? element("div", { class: "record-actions" }, ...actions) : null,
  );
}

/** A button that does something and says what came of it by `onDone(words)` or `onError(error)`. */
export function actionOf(label, { about, act, onDone, onError }) {
  const button = element("button", { class: "quiet small", type: "button", text: label });
  button.append(element("span", { class: "unseen", text: ` ${about}` }));
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      onDone((await act()).done ?? "Done.");
    } catch (error) {
      onError(error);
    }
    button.disabled = false;
  });
  return button;
}

/** A word on a record; `tone` is ok, warn or bad where it says something good or bad. */
export const tag = (text, tone = "") => ({ text, tone });

const tagOf = ({ text, tone }) => element("span", { class: "tag", data: { tone }, text });

function factOf(name, value) {
  const text = Array.isArray(value) ? value.join(", ") : value;
  return element("div", {}, element("dt", { text: name }), element("dd", { class: "wire", text }));
}
