// Who asks and who answers: their names, their order from left to right, their marks.
import { element } from "./dom.js";

/** From left to right, as a sequence diagram shows them. */
export const PARTIES = new Map([
  ["browser", "Browser"],
  ["client", "Client"],
  ["app", "Web app"],
  ["salesforce", "Salesforce"],
  ["cognito", "Cognito"],
  ["identity_pool", "Identity pool"],
  ["api_gateway", "API Gateway"],
  ["function", "Lambda"],
  ["api", "API"],
  ["dynamodb", "DynamoDB"],
  ["aws", "AWS"],
  ["outside", "Outside"],
]);

const ORDER = [...PARTIES.keys()];

/** The name of a party; an unknown one has its own word. */
export const nameOf = (party) => PARTIES.get(party) ?? party;

/** Put parties in their order, each once. */
export function inOrder(parties) {
  const place = (party) => (ORDER.includes(party) ? ORDER.indexOf(party) : ORDER.length);
  return [...new Set(parties)].sort((one, other) => place(one) - place(other));
}

/** A party's mark alone; its name has to stand elsewhere. */
export const markOf = (party) => element("span", { class: "mark", data: { party }, "aria-hidden": "true" });

/** Mark and name. */
export function partyOf(party, name = nameOf(party)) {
  return element(
    "span",
    { class: "party", data: { party } },
    element("span", { class: "mark", "aria-hidden": "true" }),
    element("span", { text: name }),
  );
}

/** "Salesforce → Cognito", read out as "to". */
export function routeOf(hop) {
  return element(
    "span",
    { class: "route" },
    partyOf(hop.asker, hop.asker_name || undefined),
    element("span", { class: "to", text: " → ", "aria-hidden": "true" }),
    element("span", { class: "unseen", text: " to " }),
    partyOf(hop.answerer, hop.answerer_name || undefined),
  );
}

/** The marks of a chain of parties, for a card. */
export function chainOf(parties) {
  const chain = element(
    "p",
    { class: "chain" },
    element("span", { class: "unseen", text: parties.map(nameOf).join(", ") }),
  );
  parties.forEach((party, index) => {
    if (index) chain.append(element("span", { class: "chain-to", "aria-hidden": "true" }));
    chain.append(markOf(party));
  });
  return chain;
}
