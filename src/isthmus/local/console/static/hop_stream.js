// Follows the hops of the stack: each is told when it begins and again when it ends.
import { getJson } from "./api.js";

const LIMIT = 500;

/** Call `onHop` with each hop from here on; give a function that ends it. `onGap` is called after a break. */
export function followHops({ after = 0, onHop, onGap = () => {} }) {
  const stream = new EventSource(`/api/hops/stream?after=${after}`);
  let wasOpen = false;
  stream.addEventListener("open", () => {
    if (wasOpen) onGap();
    wasOpen = true;
  });
  stream.addEventListener("hop", (event) => onHop(JSON.parse(event.data)));
  const end = () => stream.close();
  window.addEventListener("pagehide", end, { once: true });
  return end;
}

/** The hops kept so far, and the newest one's id. */
export async function readHops({ trace, after } = {}) {
  const query = new URLSearchParams({ limit: String(LIMIT) });
  if (trace) query.set("trace", trace);
  if (after) query.set("after", String(after));
  return getJson(`/api/hops?${query}`);
}
