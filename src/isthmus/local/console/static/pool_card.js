// The card of a pool: what it is called, what can be done with it, and its details while it is open.
import { element } from "./dom.js";
import { count } from "./format.js";
import { markOf } from "./parties.js";

/** A card; `onToggle(button)` when its details are to be shown or put away. */
export function poolCard(pool, { sections, actions, isOpen, onToggle }) {
  const toggle = element("button", {
    class: "quiet small fold",
    type: "button",
    text: "Details",
    "aria-expanded": String(isOpen),
  });
  toggle.append(element("span", { class: "unseen", text: ` of ${pool.name}, ${pool.id}` }));
  toggle.addEventListener("click", () => onToggle(toggle));
  return element(
    "li",
    { class: "card system", "aria-label": pool.name },
    element(
      "div",
      { class: "system-head" },
      element("h2", {}, markOf(pool.party), element("span", { text: pool.name })),
      element("code", { text: pool.id }),
      pool.users === undefined ? null : element("span", { class: "hint", text: count(pool.users, "user") }),
      element("div", { class: "system-actions" }, ...actions, toggle),
    ),
    ...sections,
  );
}
