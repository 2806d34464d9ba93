// Cognito: user pools with their clients and users, identity pools with their identities.
import { getJson } from "../api.js";
import { identityPoolOf } from "../identity_pool_card.js";
import { recordPage } from "../record_page.js";
import { userPoolOf } from "../user_pool_card.js";

async function read(act) {
  const all = await getJson("/api/cognito");
  const at = (kind, { id }) => getJson(`/api/cognito/${kind}/${encodeURIComponent(id)}`);
  const [userPools, identityPools] = await Promise.all([
    Promise.all(all.user_pools.map((pool) => at("user-pools", pool))),
    Promise.all(all.identity_pools.map((pool) => at("identity-pools", pool))),
  ]);
  return [...userPools.map((pool) => userPoolOf(pool, act)), ...identityPools.map(identityPoolOf)];
}

recordPage({ read, none: "There is no user pool and no identity pool." });
