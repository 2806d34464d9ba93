// Which hops the filters let through.

const texts = new WeakMap();

/** Make a test for a hop of what a form's fields say; an empty field lets all through. */
export function matcherOf(fields) {
  const words = String(fields.get("text") ?? "")
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean);
  const flow = fields.get("flow");
  const outcome = fields.get("outcome");
  const party = fields.get("party");
  return (hop) =>
    (!flow || hop.flow === flow) &&
    (!outcome || hop.outcome === outcome) &&
    (!party || hop.asker === party || hop.answerer === party) &&
    words.every((word) => textOf(hop).includes(word));
}

function textOf(hop) {
  if (!texts.has(hop)) texts.set(hop, JSON.stringify(hop).toLowerCase());
  return texts.get(hop);
}
