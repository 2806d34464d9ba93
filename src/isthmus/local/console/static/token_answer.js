// What a pasted token is: in a sentence, then the doors it opens, its checks and its claims.
import { element } from "./dom.js";
import { checksOf, claimsOf, headerOf, kindOf } from "./token_view.js";

/** The parts of the answer, the most important first. */
export function answerOf(told) {
  return [
    element(
      "div",
      { class: "token-is" },
      element("h2", { text: kindOf(told.kind) }),
      element(
        "p",
        { class: "hint" },
        "Signed by ",
        element("strong", { text: told.issuer_name || "nobody known here" }),
      ),
      element("span", {
        class: "verdict",
        data: { verdict: told.verifies_here ? "passed" : "failed" },
        text: told.verifies_here ? "Verifies here" : "Does not verify here",
      }),
    ),
    partOf("Doors", doorsOf(told.doors)),
    partOf("Checks", checksOf(told.checks)),
    partOf("Claims", claimsOf(told.claims)),
    partOf("Header", headerOf(told.header)),
  ];
}

const partOf = (title, content) =>
  element(
    "section",
    { class: `token-part ${title.toLowerCase()}-part` },
    element("h3", { text: title }),
    content,
  );

function doorsOf(doors) {
  return element(
    "ul",
    { class: "doors" },
    ...doors.map((door) =>
      element(
        "li",
        { class: "door", data: { opens: String(door.opens) } },
        element("span", { class: "door-name", text: door.door }),
        element("span", {
          class: "verdict",
          data: { verdict: door.opens ? "passed" : "failed" },
          text: door.opens ? "Opens" : "Stays shut",
        }),
        element("span", { class: "door-why", text: door.why }),
      ),
    ),
  );
}
