// The switchboard of faults.
import { deleteAt, getJson, postJson } from "../api.js";
import { element, say, tell } from "../dom.js";
import { count } from "../format.js";
import { FaultCard } from "../fault_card.js";
import { refreshFaultLine } from "../fault_line.js";

const EVERY_MS = 3000;
const list = document.getElementById("faults");
const state = document.getElementById("switch-state");
const failure = document.getElementById("faults-error");
const allOff = document.getElementById("all-off");
const cards = new Map();

function show({ faults }) {
  for (const fault of faults) {
    if (!cards.has(fault.fault)) {
      const card = new FaultCard({ onSwitch: (wanted) => change(() => postJson("/faults", wanted)) });
      cards.set(fault.fault, card);
      list.append(card.element);
    }
    cards.get(fault.fault).show(fault);
  }
  const on = faults.filter((fault) => fault.is_on).length;
  say(state, on ? `${count(on, "fault")} on` : "No fault is on.");
  allOff.disabled = on === 0;
  list.setAttribute("aria-busy", "false");
}

async function change(ask) {
  try {
    show(await ask());
    tell(failure, "");
  } catch (error) {
    tell(failure, error.message);
  }
  refreshFaultLine();
}

const look = () => change(() => getJson("/faults"));

allOff.addEventListener("click", () => change(() => deleteAt("/faults")));
document.addEventListener("faults-changed", look);
look();
setInterval(() => document.hidden || look(), EVERY_MS);
