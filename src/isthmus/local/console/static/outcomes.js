// How a hop ended, in a word and a number; a hop is never marked by colour alone.
import { element } from "./dom.js";
import { duration } from "./format.js";

const WORDS = {
  open: "waiting",
  ok: "answered",
  redirect: "redirected",
  refused: "refused",
  failed: "failed",
};

/** A word for the outcome, for the ear and for summaries. */
export const outcomeWord = (outcome) => WORDS[outcome] ?? outcome;

/** Status, time, and what was refused or broken. */
export function outcomeOf(hop) {
  const status = hop.outcome === "open" ? "···" : hop.status || (hop.outcome === "failed" ? "none" : "");
  return element(
    "span",
    { class: "outcome", data: { outcome: hop.outcome } },
    element(
      "span",
      { class: "status" },
      element("span", { class: "unseen", text: ` ${outcomeWord(hop.outcome)} ` }),
      element("span", { text: status }),
    ),
    " ",
    element("span", { class: "took", text: duration(hop.duration_ms) }),
    " ",
    hop.error ? element("span", { class: "error", text: hop.error }) : null,
    ...faultsOf(hop),
  );
}

/** The faults that were injected into a hop. */
export function faultsOf(hop) {
  return hop.faults.map((fault) =>
    element(
      "span",
      { class: "injected" },
      element("span", { class: "unseen", text: " injected fault: " }),
      element("span", { text: fault }),
    ),
  );
}
