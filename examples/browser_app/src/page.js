/** The only module that touches the document. Data becomes text nodes: never innerHTML. */

import { remedyOf, sentenceOf } from "./errors.js";

/**
 * Start a hop in the list of what happened; finish it by calling what comes back.
 * @param {string} text what is under way
 * @returns {(text: string) => void} `done`, with what came of it
 */
export function beginStep(text) {
  const item = element("li", text);
  item.dataset.state = "running";
  document.querySelector("#steps").append(item);
  return (result) => {
    item.textContent = result;
    item.dataset.state = "done";
  };
}

/** @param {import("./errors.js").AppError} error */
export function showError(error) {
  document.querySelector('#steps [data-state="running"]')?.setAttribute("data-state", "failed");
  const box = document.querySelector("#error");
  box.replaceChildren(
    element("strong", sentenceOf(error)),
    element("code", `Error: ${error.code}`),
    element("code", `Description: ${error.description}`),
    element("span", remedyOf(error)),
  );
  box.hidden = false;
}

/** @param {import("./catalog.js").Item[]} items */
export function showItems(items) {
  document.querySelector("#results").textContent = `Items found: ${items.map((item) => item.id).join(" ")}`;
  document.querySelector("#items tbody").replaceChildren(...items.map(toRow));
  document.querySelector("#items").hidden = items.length === 0;
}

function toRow(item) {
  const row = document.createElement("tr");
  const id = element("th", item.id);
  id.scope = "row";
  row.append(id, element("td", item.title), element("td", item.category), element("td", item.price));
  return row;
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
