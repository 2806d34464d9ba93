/**
 * What this app has to know about its org and its AWS account; the server answers it as /config.json.
 *
 * @typedef {object} Config
 * @property {string} region
 * @property {string} issuer the org's My Domain, which is the ID token's `iss`
 * @property {string} client_id the External Client App's consumer key
 * @property {string} redirect_uri this app's /callback.html
 * @property {string} identity_pool_id
 * @property {string} provider_name the issuer without https://, the key of `Logins`
 * @property {string} table
 * @property {string | null} aws_endpoint null is AWS itself
 */

import { AppError } from "./errors.js";

/**
 * Fetch the configuration.
 * @returns {Promise<Config>}
 */
export async function loadConfig() {
  const reply = await fetch("/config.json", { cache: "no-store" });
  if (!reply.ok) {
    throw new AppError("configuration", `/config.json answered ${reply.status}`);
  }
  return reply.json();
}
