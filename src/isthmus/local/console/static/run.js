// A run of a flow: started over HTTP, followed hop by hop, asked after step by step.
import { getJson, postJson } from "./api.js";
import { Diagram } from "./diagram.js";
import { partiesOf } from "./flow_parties.js";
import { count, duration } from "./format.js";
import { followHops, readHops } from "./hop_stream.js";

const ASK_EVERY_MS = 200;

/** One run; `onChange` is called whenever it got on. */
export class Run {
  state = "starting";
  steps = [];
  error = null;
  trace = null;
  note = null;
  fault = null;
  #early = [];
  onChange = () => {};

  constructor({ flow, onOpen }) {
    this.flow = flow;
    this.diagram = new Diagram({ parties: partiesOf(flow.flow), onOpen });
  }

  get isRunning() {
    return this.state === "starting" || this.state === "running";
  }

  /** How it goes, in a line. */
  get sentence() {
    if (this.state === "starting") return "starting";
    const step = this.steps.at(-1);
    if (this.state === "running") return step ? `step ${step.number}` : "running";
    const told = `${count(this.hops.length, "hop")}, ${duration(this.milliseconds)}`;
    if (this.state === "passed") return `Passed, ${told}`;
    const failed = this.steps.find((each) => each.state === "failed");
    return failed ? `Failed at step ${failed.number}, ${told}` : "Failed";
  }

  get hops() {
    return this.diagram.hops;
  }

  /** From the first step's beginning to the last one's end. */
  get milliseconds() {
    return this.steps.reduce((sum, step) => sum + (step.duration_ms ?? 0), 0);
  }

  /** The hop with this id, if it is of this run. */
  find(id) {
    return this.hops.find((hop) => hop.id === id);
  }

  /** Run it, and come back when it has ended. */
  async start({ choices, fault }) {
    this.fault = fault;
    this.onChange();
    const end = await this.#follow();
    try {
      const { run, trace } = await postJson("/api/runs", { flow: this.flow.flow, choices, fault });
      this.trace = trace;
      this.state = "running";
      this.#early.splice(0).forEach((hop) => this.#take(hop));
      await this.#untilItEnds(run);
    } catch (error) {
      this.state = "failed";
      this.error = error.message;
    }
    end();
    this.onChange();
  }

  /** Follow the hops from here on. A stack that records none runs all the same. */
  async #follow() {
    try {
      const { newest } = await getJson("/api/hops?limit=1");
      return followHops({ after: newest ?? 0, onHop: (hop) => this.#take(hop) });
    } catch (error) {
      this.note = `The steps alone: hops are not told. ${error.message}`;
      return () => {};
    }
  }

  #take(hop) {
    if (this.trace === null) this.#early.push(hop);
    if (hop.trace !== this.trace) return;
    this.diagram.show(hop);
    this.onChange();
  }

  async #untilItEnds(run) {
    let told;
    do {
      await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
      told = await getJson(`/api/runs/${encodeURIComponent(run)}`);
      this.steps = told.steps;
      this.diagram.showSteps(told.steps);
      this.onChange();
    } while (told.state === "running");
    await this.#takeAll();
    this.error = told.error;
    this.state = told.state;
    // A run that broke shows where it would have gone.
    if (this.state === "passed") this.diagram.settle();
  }

  /** Take what the stream did not bring yet, or lost. */
  async #takeAll() {
    if (this.note) return;
    const { hops } = await readHops({ trace: this.trace });
    hops.forEach((hop) => this.#take(hop));
    if (!this.hops.length) this.note = "No hop was recorded: the stack runs with --no-trace.";
  }
}
