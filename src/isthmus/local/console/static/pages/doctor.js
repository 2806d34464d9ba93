// The doctor: examines on request, tells each check, and what mends it.
import { postJson } from "../api.js";
import { element, say, tell } from "../dom.js";
import { count } from "../format.js";

const NAMES = { ok: "Healthy", failed: "Failed", skipped: "Skipped" };
const GLYPHS = { ok: "passed", failed: "failed", skipped: "skipped" };
const ORDER = ["m2m", "web_identity", "session_sso"];
const button = document.getElementById("examine");
const state = document.getElementById("doctor-state");
const failure = document.getElementById("doctor-error");
const findings = document.getElementById("findings");

async function examine() {
  button.disabled = true;
  state.classList.add("is-busy");
  say(state, "Looking along the chains …");
  tell(failure, "");
  try {
    show(await postJson("/api/doctor", {}));
  } catch (error) {
    say(state, "");
    tell(failure, error.message);
  }
  state.classList.remove("is-busy");
  button.disabled = false;
}

function show({ checks }) {
  const of = (verdict) => checks.filter((check) => check.verdict === verdict).length;
  say(
    state,
    `${count(checks.length, "check")}: ${of("ok")} healthy, ${of("failed")} failed, ${of("skipped")} skipped.`,
  );
  const flows = [...new Set([...ORDER, ...checks.map((check) => check.flow)])];
  findings.replaceChildren(
    ...flows
      .map((flow) =>
        flowOf(
          flow,
          checks.filter((check) => check.flow === flow),
        ),
      )
      .filter(Boolean),
  );
}

function flowOf(flow, checks) {
  if (!checks.length) return null;
  return element(
    "section",
    { class: "flow-findings", "aria-label": flow },
    element("h2", { class: "wire", text: flow }),
    element("ul", { class: "card findings" }, ...checks.map(findingOf)),
  );
}

function findingOf(check) {
  return element(
    "li",
    { class: "finding", data: { verdict: check.verdict } },
    element("span", {
      class: "verdict",
      data: { verdict: GLYPHS[check.verdict] },
      text: NAMES[check.verdict] ?? check.verdict,
    }),
    element("code", { class: "finding-name", text: check.name }),
    element(
      "div",
      { class: "finding-words" },
      element("p", { text: check.detail ?? check.because ?? check.cause }),
      check.evidence ? element("p", { class: "hint", text: check.evidence }) : null,
      check.remedy
        ? element("p", { class: "remedy" }, element("strong", { text: "Mend: " }), check.remedy)
        : null,
      check.verdict === "failed"
        ? element(
            "p",
            { class: "hint" },
            "More in docs/troubleshooting.md: look for ",
            element("code", { text: check.name }),
          )
        : null,
    ),
  );
}

button.addEventListener("click", examine);
