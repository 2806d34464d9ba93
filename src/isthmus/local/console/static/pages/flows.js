// The flows: a card each, and the stage on which the last run is drawn.
import { getJson } from "../api.js";
import { say, tell } from "../dom.js";
import { FlowCard } from "../flow_card.js";
import { HopPanel } from "../hop_panel.js";
import { Run } from "../run.js";
import { Stage } from "../stage.js";

const cards = document.getElementById("cards");
const state = document.getElementById("run-state");
const problem = document.getElementById("flows-error");
const runs = new Map();
const panel = new HopPanel({ find: (id) => current?.find(id) });
const stage = new Stage({
  place: document.getElementById("stage"),
  empty: document.getElementById("stage-empty"),
});
let current = null;

async function start(card) {
  const run = new Run({ flow: card.flow, onOpen: (hop, button) => panel.open(hop, button) });
  run.onChange = () => changed(card, run);
  runs.set(card.flow.flow, run);
  show(run);
  stage.comeIntoView();
  await run.start({ choices: card.choices, fault: card.fault });
}

function show(run) {
  current = run;
  stage.show(run);
}

function changed(card, run) {
  card.showState(run);
  if (run === current) {
    stage.refresh(run);
    panel.refresh();
  }
  // NOTE: the ear is told of the run, not of its every hop.
  say(state, `${run.flow.title}: ${run.isRunning ? "running" : run.sentence}`);
}

async function fill() {
  try {
    const [flows, { faults }] = await Promise.all([getJson("/api/flows"), getJson("/faults")]);
    if (!flows.length) tell(problem, "There is no demo in this stack: start it with --seed demo.");
    cards.replaceChildren(
      ...flows.map((flow) => {
        const card = new FlowCard({ flow, faults, onRun: start, onShow: () => show(runs.get(flow.flow)) });
        return card.element;
      }),
    );
  } catch (error) {
    tell(problem, error.message);
  }
  cards.setAttribute("aria-busy", "false");
}

fill();
