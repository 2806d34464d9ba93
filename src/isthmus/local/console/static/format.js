// Numbers as people read them.

/** "8.2 ms", "340 ms", "1.4 s". */
export function duration(milliseconds) {
  if (milliseconds === null || milliseconds === undefined) return "";
  if (milliseconds < 10) return `${milliseconds.toFixed(1)} ms`;
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/** "412 B", "3.1 KiB". */
export function size(bytes) {
  return bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(1)} KiB`;
}

/** The time of day, with seconds, where the reader is. */
export function clock(epochSeconds) {
  return new Date(epochSeconds * 1000).toLocaleTimeString("en-GB");
}

/** "1 hop", "3 hops". */
export const count = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;

const UNITS = [
  [86_400, "day"],
  [3600, "hour"],
  [60, "minute"],
  [1, "second"],
];

/** "in 58 minutes", "2 hours ago". */
export function fromNow(epochSeconds, now = Date.now() / 1000) {
  const away = epochSeconds - now;
  if (Math.abs(away) < 1) return "this second";
  const [seconds, unit] = UNITS.find(([size]) => Math.abs(away) >= size) ?? [1, "second"];
  return new Intl.RelativeTimeFormat("en", { numeric: "always" }).format(Math.trunc(away / seconds), unit);
}

/** A day and time in UTC: "2026-11-21 15:43:35Z". */
export const utc = (epochSeconds) =>
  Number.isFinite(epochSeconds) && Math.abs(epochSeconds) < 8.64e12
    ? new Date(epochSeconds * 1000)
        .toISOString()
        .replace("T", " ")
        .replace(/\.\d+Z$/, "Z")
    : "";
