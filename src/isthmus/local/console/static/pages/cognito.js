// Cognito: user pools with their clients and users, identity pools with their identities.
import { getJson } from "../api.js";
import { identityPoolSections } from "../identity_pool_sections.js";
import { poolCard } from "../pool_card.js";
import { recordPage } from "../record_page.js";
import { userPoolActions, userPoolSections } from "../user_pool_sections.js";

const MOST_OPEN_AT_FIRST = 4;
let opened = null;

async function read({ act, refresh }) {
  const all = await getJson("/api/cognito");
  const pools = [
    ...all.user_pools.map((pool) => ({ ...pool, kind: "user-pools", party: "cognito" })),
    ...all.identity_pools.map((pool) => ({ ...pool, kind: "identity-pools", party: "identity_pool" })),
  ];
  opened ??= new Set(pools.length <= MOST_OPEN_AT_FIRST ? pools.map((pool) => pool.id) : []);
  return Promise.all(pools.map((pool) => cardOf(pool, { act, refresh })));
}

async function cardOf(pool, { act, refresh }) {
  const isOpen = opened.has(pool.id);
  const isUserPool = pool.kind === "user-pools";
  const told = isOpen ? await getJson(`/api/cognito/${pool.kind}/${encodeURIComponent(pool.id)}`) : null;
  const sections = told && (isUserPool ? userPoolSections(told, act) : identityPoolSections(told));
  return poolCard(pool, {
    sections: sections ?? [],
    actions: isUserPool ? userPoolActions(pool, act) : [],
    isOpen,
    onToggle: (button) => {
      if (!opened.delete(pool.id)) opened.add(pool.id);
      refresh(button.textContent);
    },
  });
}

recordPage({ read, none: "There is no user pool and no identity pool." });
