// A user pool: its clients, users, resource servers, triggers and keys.
import { utc } from "./format.js";
import { recordOf, recordsOf, tag } from "./records.js";

const HIDDEN = new Set(["sub"]);
const GOOD = new Set(["CONFIRMED", "EXTERNAL_PROVIDER"]);

const addressOf = (pool, action) => `/api/cognito/user-pools/${encodeURIComponent(pool.id)}/${action}`;

/** What can be done with the pool as a whole; `act` makes the buttons. */
export const userPoolActions = (pool, act) => [
  act("Rotate keys", `of ${pool.name}, ${pool.id}`, addressOf(pool, "rotate-keys")),
];

/** What is to be known of the pool; `act` makes the buttons of its users. */
export function userPoolSections(pool, act) {
  const actOn = (user) => (label, action) =>
    act(label, user.username, addressOf(pool, action), { username: user.username });
  return [
    recordsOf("Pool", [
      recordOf({
        title: pool.issuer,
        wire: true,
        facts: [
          ["domain", pool.domain],
          ["MFA", pool.mfa],
          ["keys", pool.signing_keys.map((key) => key.kid)],
        ],
      }),
    ]),
    recordsOf("App clients", pool.clients.map(clientOf)),
    recordsOf(
      "Users",
      pool.users.map((user) => userOf(user, actOn(user))),
      {
        none: "Nobody yet.",
        more: pool.has_more_users ? "The first ones; there are more." : "",
      },
    ),
    pool.resource_servers.length ? recordsOf("Resource servers", pool.resource_servers.map(serverOf)) : null,
    pool.triggers.length ? recordsOf("Triggers", pool.triggers.map(triggerOf)) : null,
  ].filter(Boolean);
}

function clientOf(client) {
  return recordOf({
    title: client.name,
    tags: [tag(client.has_secret ? "has a secret" : "public")],
    facts: [
      ["id", client.id],
      ["OAuth", client.oauth_flows],
      ["scopes", client.scopes],
      ["auth flows", client.auth_flows],
      ["callbacks", client.callback_urls],
    ],
  });
}

function userOf(user, button) {
  const attributes = user.attributes.filter(([name]) => !HIDDEN.has(name));
  return recordOf({
    title: user.username,
    wire: true,
    tags: [
      tag(user.status, GOOD.has(user.status) ? "ok" : "warn"),
      ...(user.is_enabled ? [] : [tag("disabled", "bad")]),
    ],
    facts: [...attributes, ["created", utc(user.created_at)]],
    actions: [
      user.status === "UNCONFIRMED" ? button("Confirm", "confirm") : null,
      user.is_enabled ? button("Disable", "disable") : button("Enable", "enable"),
      button("Sign out", "sign-out"),
    ].filter(Boolean),
  });
}

const serverOf = (server) =>
  recordOf({
    title: server.identifier,
    wire: true,
    facts: [
      ["name", server.name],
      ["scopes", server.scopes],
    ],
  });

const triggerOf = (trigger) =>
  recordOf({ title: trigger.trigger, wire: true, facts: [["function", trigger.function_arn]] });
