// A few hops in a line.
import { count } from "./format.js";

/** "23 hops · 4 parties · 2 refused". */
export function summaryOf(hops) {
  const parties = new Set(hops.flatMap((hop) => [hop.asker, hop.answerer]));
  const ended = (outcome) => hops.filter((hop) => hop.outcome === outcome).length;
  return [
    count(hops.length, "hop"),
    `${parties.size} parties`,
    ended("refused") ? `${ended("refused")} refused` : "",
    ended("failed") ? `${ended("failed")} failed` : "",
  ]
    .filter(Boolean)
    .join(" · ");
}
