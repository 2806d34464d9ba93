// The org: people and sessions, apps that sign in, credentials that call out.
import { element } from "./dom.js";
import { fromNow } from "./format.js";
import { markOf } from "./parties.js";
import { recordOf, recordsOf, tag } from "./records.js";

/** The cards of the org; `act` makes their buttons. */
export function orgCards(org, act) {
  return [
    cardOf("The org", [
      element(
        "div",
        { class: "system-head" },
        element("h2", {}, markOf("salesforce"), element("span", { text: "The org" })),
        element("code", { text: org.org_id }),
        element("a", { href: org.setup_url, text: "Setup" }),
        element(
          "div",
          { class: "system-actions" },
          act("Rotate keys", "of the org", "/api/salesforce/rotate-keys"),
        ),
      ),
      recordsOf(
        "People",
        org.users.map((user) => userOf(user, org.permission_sets, act)),
      ),
      recordsOf(
        "Sessions",
        org.sessions.map((session) => sessionOf(session, act)),
        { none: "Nobody is signed in." },
      ),
    ]),
    cardOf("Apps", [
      element("h2", { text: "Apps" }),
      recordsOf("Who may sign people in", org.apps.map(appOf)),
    ]),
    cardOf("Credentials", [
      element("h2", { text: "Credentials" }),
      recordsOf("External Credentials", org.external_credentials.flatMap(externalOf)),
      recordsOf("Named Credentials", org.named_credentials.map(namedOf)),
      recordsOf("Permission sets", org.permission_sets.map(permissionSetOf)),
    ]),
  ];
}

const cardOf = (label, parts) => element("li", { class: "card system", "aria-label": label }, ...parts);

function userOf(user, permissionSets, act) {
  const buttons = permissionSets.map(({ name }) => {
    const has = user.permission_sets.includes(name);
    const path = `/api/salesforce/permission-sets/${encodeURIComponent(name)}/${has ? "unassign" : "assign"}`;
    return act(`${has ? "Take" : "Give"} ${name}`, user.username, path, { username: user.username });
  });
  return recordOf({
    title: user.username,
    tags: [
      ...user.permission_sets.map((name) => tag(name, "ok")),
      ...(user.is_email_verified ? [] : [tag("e-mail not verified", "warn")]),
      ...(user.is_active ? [] : [tag("inactive", "bad")]),
    ],
    facts: [
      ["name", user.name],
      ["id", user.id],
      ["e-mail", user.email],
      ["profile", user.profile],
    ],
    actions: buttons,
  });
}

function sessionOf(session, act) {
  const path = `/api/salesforce/sessions/${encodeURIComponent(session.id)}/expire`;
  return recordOf({
    title: session.username,
    tags: [tag(session.kind)],
    facts: [
      ["app", session.app],
      ["begun", fromNow(session.created_at)],
      ["ends", fromNow(session.expires_at)],
      ["locked to", session.locked_address],
    ],
    actions: [
      act("Expire", `the session of ${session.username}, begun ${fromNow(session.created_at)}`, path),
    ],
  });
}

function appOf(app) {
  return recordOf({
    title: app.label,
    tags: [
      tag(app.is_connected_app ? "connected app" : "External Client App"),
      ...(app.requires_pkce ? [tag("PKCE", "ok")] : []),
    ],
    facts: [
      ["consumer key", app.consumer_key],
      ["scopes", app.scopes],
      ["callbacks", app.callback_urls],
    ],
  });
}

function externalOf(credential) {
  return credential.principals.map((principal) =>
    recordOf({
      title: `${credential.name} · ${principal.name}`,
      wire: true,
      tags: [
        principal.is_configured ? tag("has a secret", "ok") : tag("no secret", "bad"),
        tag(credential.variant),
      ],
      facts: [
        ["token URL", credential.token_url],
        ["scope", principal.scope],
        ["for", principal.permission_sets],
      ],
    }),
  );
}

const namedOf = (credential) =>
  recordOf({
    title: credential.name,
    wire: true,
    tags: [credential.is_enabled ? tag("callouts on", "ok") : tag("callouts off", "bad")],
    facts: [
      ["URL", credential.url],
      ["External Credential", credential.external_credential],
    ],
  });

const permissionSetOf = (permissionSet) =>
  recordOf({
    title: permissionSet.name,
    wire: true,
    facts: [["held by", permissionSet.holders.length ? permissionSet.holders : "nobody"]],
  });
