// The line below the header that says which faults are on, on every page.
import { deleteAt, getJson } from "./api.js";
import { element } from "./dom.js";

const EVERY_MS = 4000;
const line = document.getElementById("fault-line");
let shown = "";

/** Look which faults are on; called after a switch, too. */
export async function refreshFaultLine() {
  try {
    const { faults } = await getJson("/faults");
    show(faults.filter((fault) => fault.is_on));
  } catch {
    show([]);
  }
}

function show(faults) {
  const titles = faults.map((fault) => fault.title).join(" · ");
  if (titles === shown) return;
  shown = titles;
  line.hidden = !titles;
  line.replaceChildren(...(titles ? [rowOf(titles, faults.length)] : []));
}

function rowOf(titles, number) {
  const off = element("button", { class: "link", type: "button", text: "Turn off" });
  off.addEventListener("click", () => turnOff());
  return element(
    "div",
    { class: "fault-line-row" },
    element("span", { class: "fault-glyph", "aria-hidden": "true" }),
    element(
      "span",
      {},
      element("strong", { text: number === 1 ? "A fault is on: " : `${number} faults are on: ` }),
      titles,
    ),
    off,
  );
}

async function turnOff() {
  await deleteAt("/faults");
  await refreshFaultLine();
  document.dispatchEvent(new CustomEvent("faults-changed"));
}

refreshFaultLine();
setInterval(() => document.hidden || refreshFaultLine(), EVERY_MS);
