// Salesforce: the org's people, sessions, apps and credentials.
import { getJson } from "../api.js";
import { orgCards } from "../org_cards.js";
import { recordPage } from "../record_page.js";

recordPage({
  read: async ({ act }) => orgCards(await getJson("/api/salesforce"), act),
  none: "There is no org.",
});
