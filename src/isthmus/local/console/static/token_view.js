// A decoded token: what it is, each claim with its meaning, and the checks it passed or failed.
import { element } from "./dom.js";
import { fromNow } from "./format.js";

const TIMES = new Set(["exp", "iat", "nbf", "auth_time", "updated_at"]);
const KINDS = {
  cognito_access: "Access token of a user pool",
  cognito_id: "ID token of a user pool",
  salesforce_id: "ID token of Salesforce",
};
const VERDICTS = { passed: "Passed", failed: "Failed", unknown: "Unknown" };

/** The words for a kind of token; a kind without any is its own word. */
export const kindOf = (kind) => KINDS[kind] ?? String(kind).replaceAll("_", " ");

/** A token that travelled with a hop. */
export function tokenOf(token) {
  return element(
    "section",
    { class: "token", "aria-label": kindOf(token.kind) },
    element(
      "div",
      { class: "message-head" },
      element("h3", { text: kindOf(token.kind) }),
      element("span", { class: "hint", text: token.place }),
    ),
    checksOf(token.checks),
    claimsOf(token.claims),
    headerOf(token.header),
  );
}

/** The checks, each with its verdict and why. */
export function checksOf(checks) {
  if (!checks.length) return null;
  return element(
    "ul",
    { class: "checks", "aria-label": "Checks" },
    ...checks.map((check) =>
      element(
        "li",
        { class: "check" },
        element("span", {
          class: "verdict",
          data: { verdict: check.verdict },
          text: VERDICTS[check.verdict] ?? check.verdict,
        }),
        element("span", { class: "check-name", text: check.name }),
        element("span", { class: "check-why", text: check.why }),
      ),
    ),
  );
}

/** The claims: name, value, what it means here. */
export function claimsOf(claims) {
  return element(
    "dl",
    { class: "claims" },
    ...claims.map((claim) =>
      element(
        "div",
        { class: "claim" },
        element("dt", { class: "wire", text: claim.name }),
        element(
          "dd",
          {},
          element("code", { class: "claim-value", text: valueOf(claim.value) }),
          TIMES.has(claim.name) && typeof claim.value === "number"
            ? element("span", { class: "claim-time", text: fromNow(claim.value) })
            : null,
          claim.meaning ? element("span", { class: "claim-meaning", text: claim.meaning }) : null,
        ),
      ),
    ),
  );
}

/** The header's members in a line. */
export function headerOf(header) {
  return element(
    "p",
    { class: "token-header wire" },
    ...Object.entries(header).map(([name, value]) =>
      element("span", {}, element("span", { class: "soft", text: `${name} ` }), valueOf(value)),
    ),
  );
}

const valueOf = (value) => (typeof value === "string" ? value : JSON.stringify(value));
