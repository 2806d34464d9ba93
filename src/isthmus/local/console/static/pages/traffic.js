// Traffic: the last hops of everything that touches the stack, grouped by sign-in.
import { deleteAt } from "../api.js";
import { element, say } from "../dom.js";
import { count } from "../format.js";
import { HopPanel } from "../hop_panel.js";
import { followHops, readHops } from "../hop_stream.js";
import { PARTIES } from "../parties.js";
import { matcherOf } from "../hop_filter.js";
import { TraceCard } from "../trace_card.js";

const MOST_TRACES = 60;
const list = document.getElementById("traces");
const filters = document.getElementById("filters");
const pause = document.getElementById("pause");
const blank = document.getElementById("blank");
const tally = document.getElementById("tally");
const cards = new Map();
const held = [];
const panel = new HopPanel({ find });
let matches = matcherOf(new FormData(filters));
let newest = 0;

const isPaused = () => pause.getAttribute("aria-pressed") === "true";

function find(id) {
  for (const card of cards.values()) {
    const hop = card.hops.get(id);
    if (hop) return hop;
  }
  return undefined;
}

/** Hops may come by the hundred: they are shown once per frame. */
function take(hop) {
  if (!held.length && !isPaused()) requestAnimationFrame(showHeld);
  held.push(hop);
  if (isPaused()) tellTally();
}

function showHeld() {
  if (isPaused()) return;
  const touched = new Set();
  for (const hop of held.splice(0)) {
    newest = Math.max(newest, hop.id);
    // A hop may move: what it shares with others is known only when it has ended.
    for (const [trace, card] of cards) {
      if (trace !== hop.trace && card.hops.has(hop.id)) touched.add(card.lose(hop.id));
    }
    touched.add(cardOf(hop).take(hop));
  }
  for (const card of touched) card.filter(matches);
  forgetOldest();
  tellTally();
  panel.refresh();
}

function cardOf(hop) {
  if (!cards.has(hop.trace)) {
    const card = new TraceCard({ trace: hop.trace, onOpen: (chosen, button) => panel.open(chosen, button) });
    cards.set(hop.trace, card);
    list.prepend(card.element);
  }
  return cards.get(hop.trace);
}

function forgetOldest() {
  for (const [trace, card] of cards) {
    if (cards.size <= MOST_TRACES && card.hops.size) continue;
    card.element.remove();
    cards.delete(trace);
  }
}

function tellTally() {
  const shown = [...cards.values()].filter((card) => !card.element.hidden);
  const hops = shown.reduce((sum, card) => sum + card.shownHops, 0);
  blank.hidden = cards.size > 0;
  const waiting = held.length
    ? ` · paused, ${count(held.length, "hop")} waiting`
    : isPaused()
      ? " · paused"
      : "";
  say(
    tally,
    cards.size ? `${count(hops, "hop")} in ${count(shown.length, "sign-in")}${waiting}` : waiting.slice(3),
  );
}

function filter() {
  const chosen = new FormData(filters);
  matches = matcherOf(chosen);
  for (const card of cards.values()) card.filter(matches);
  const query = new URLSearchParams(
    [...chosen].filter(([name, value]) => value && ["text", "flow"].includes(name)),
  );
  document.getElementById("export-json").href = `/api/hops.json?${query}`;
  document.getElementById("export-mermaid").href = `/api/hops.mmd?${query}`;
  tellTally();
}

async function readAll() {
  const { hops, newest: last } = await readHops();
  hops.forEach(take);
  newest = Math.max(newest, last ?? 0);
}

async function clear() {
  await deleteAt("/api/hops");
  cards.clear();
  held.length = 0;
  list.replaceChildren();
  tellTally();
}

function togglePause() {
  pause.setAttribute("aria-pressed", String(!isPaused()));
  if (!isPaused()) showHeld();
  tellTally();
}

async function begin() {
  document
    .getElementById("party-filter")
    .append(...[...PARTIES].map(([value, text]) => element("option", { value, text })));
  filters.addEventListener("input", filter);
  filters.addEventListener("submit", (event) => event.preventDefault());
  pause.addEventListener("click", togglePause);
  document.getElementById("clear").addEventListener("click", clear);
  try {
    await readAll();
    followHops({ after: newest, onHop: take, onGap: readAll });
  } catch (error) {
    blank.replaceChildren(element("p", { role: "alert", text: error.message }));
  }
}

begin();
