// A user pool: its clients, users, resource servers, triggers and keys.
import { element } from "./dom.js";
import { utc } from "./format.js";
import { markOf } from "./parties.js";
import { recordOf, recordsOf, tag } from "./records.js";

const HIDDEN = new Set(["sub"]);
const GOOD = new Set(["CONFIRMED", "EXTERNAL_PROVIDER"]);

/** A card of the pool; `act` makes its buttons. */
export function userPoolOf(pool, act) {
  const at = (action) => `/api/cognito/user-pools/${encodeURIComponent(pool.id)}/${action}`;
  return element(
    "li",
    { class: "card system", "aria-label": pool.name },
    element(
      "div",
      { class: "system-head" },
      element("h2", {}, markOf("cognito"), element("span", { text: pool.name })),
      element("code", { text: pool.id }),
      act("Rotate keys", `of ${pool.name}`, at("rotate-keys")),
    ),
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
      pool.users.map((user) =>
        userOf(user, (label, action) => act(label, user.username, at(action), { username: user.username })),
      ),
      {
        none: "Nobody yet.",
        more: pool.has_more_users ? "The first ones; there are more." : "",
      },
    ),
    pool.resource_servers.length ? recordsOf("Resource servers", pool.resource_servers.map(serverOf)) : null,
    pool.triggers.length ? recordsOf("Triggers", pool.triggers.map(triggerOf)) : null,
  );
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
