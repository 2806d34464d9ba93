// An identity pool: whom it trusts, which roles it gives, whom it has met.
import { utc } from "./format.js";
import { recordOf, recordsOf, tag } from "./records.js";

/** What is to be known of the pool. */
export function identityPoolSections(pool) {
  return [
    recordsOf(
      "Trusted",
      pool.login_providers.map((each) => recordOf({ title: each.name, wire: true, tags: [tag(each.kind)] })),
    ),
    recordsOf("Roles", rolesOf(pool)),
    recordsOf(
      "Identities",
      pool.identities.map((each) =>
        recordOf({
          title: each.id,
          wire: true,
          facts: [
            ["logins", each.logins],
            ["created", utc(each.created_at)],
          ],
        }),
      ),
      { none: "Nobody yet.", more: pool.has_more_identities ? "The first ones; there are more." : "" },
    ),
  ];
}

function rolesOf(pool) {
  const guests = pool.allows_guests ? tag("guests may come", "warn") : tag("no guests");
  return [
    recordOf({ title: "authenticated", wire: true, facts: [["role", pool.roles.authenticated ?? "none"]] }),
    recordOf({
      title: "unauthenticated",
      wire: true,
      tags: [guests],
      facts: [["role", pool.roles.unauthenticated ?? "none"]],
    }),
  ];
}
