/**
 * OpenID Connect with Salesforce in a browser: code flow with PKCE, state and nonce, as a public client.
 * Knows no page and no AWS; what it needs of the browser (storage, fetch, time) is passed in.
 *
 * @typedef {import("./config.js").Config} Config
 * @typedef {{state: string, nonce: string, verifier: string}} PendingSignIn
 */

import { AppError } from "./errors.js";

const PENDING = "isthmus.pending-sign-in";
const CLOCK_SKEW_SECONDS = 300; // what Cognito grants, too; Salesforce's ID tokens live two minutes
const TIMEOUT_MILLISECONDS = 10_000;

/**
 * Remember a fresh state, nonce and code verifier, and give the address that starts the sign-in (RFC 7636).
 * @param {Config} config
 * @param {Storage} storage
 * @returns {Promise<string>}
 */
export async function startSignIn(config, storage) {
  const pending = { state: randomText(), nonce: randomText(), verifier: randomText() };
  storage.setItem(PENDING, JSON.stringify(pending));
  const query = new URLSearchParams({
    response_type: "code",
    client_id: config.client_id,
    redirect_uri: config.redirect_uri,
    scope: "openid",
    state: pending.state,
    nonce: pending.nonce,
    code_challenge: await sha256(pending.verifier),
    code_challenge_method: "S256",
  });
  return `${config.issuer}/services/oauth2/authorize?${query}`;
}

/**
 * Take the sign-in that `startSignIn` remembered. It is forgotten here, so no answer is used twice.
 * @param {Storage} storage
 * @returns {PendingSignIn | null}
 */
export function takePendingSignIn(storage) {
  const text = storage.getItem(PENDING);
  storage.removeItem(PENDING);
  return text === null ? null : JSON.parse(text);
}

/**
 * Give the authorization code of Salesforce's answer, or throw what Salesforce or our checks have against it.
 * @param {URLSearchParams} unverifiedAnswer
 * @param {PendingSignIn | null} pending
 * @returns {string}
 */
export function checkAnswer(unverifiedAnswer, pending) {
  if (pending === null) {
    throw new AppError("no_sign_in", "this browser tab has no sign-in under way, or has used its answer");
  }
  // SECURITY: state first. Without it, a stranger's link signs you in as the stranger, or shows the stranger's words.
  if (single(unverifiedAnswer, "state") !== pending.state) {
    throw new AppError("invalid_state", "the answer does not belong to the sign-in that this browser tab started");
  }
  const error = single(unverifiedAnswer, "error");
  if (error !== null) {
    throw new AppError(error, single(unverifiedAnswer, "error_description") ?? "none given");
  }
  const code = single(unverifiedAnswer, "code");
  if (!code) {
    throw new AppError("invalid_answer", "Salesforce sent neither one code nor an error");
  }
  return code;
}

/**
 * Exchange the code for an ID token at the org's token endpoint. No client secret: the verifier is the proof.
 * @param {Config} config
 * @param {{code: string, verifier: string, fetch: typeof fetch}} how
 * @returns {Promise<string>} the ID token, not checked yet
 */
export async function exchangeCode(config, { code, verifier, fetch }) {
  const reply = await fetch(`${config.issuer}/services/oauth2/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      code,
      client_id: config.client_id,
      redirect_uri: config.redirect_uri,
      code_verifier: verifier,
    }),
    credentials: "omit",
    redirect: "error",
    signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
  });
  const answer = Object(await reply.json().catch(() => null));
  if (!reply.ok || typeof answer.id_token !== "string") {
    const { error = `http_${reply.status}`, error_description: description = "no ID token" } = answer;
    throw new AppError(String(error), String(description));
  }
  return answer.id_token;
}

/**
 * Check issuer, audience, nonce and expiry, and give the claims (OpenID Connect Core 3.1.3.7).
 * NOTE: no signature check: the token came straight from the issuer over TLS, and Cognito checks the signature next.
 * @param {string} unverifiedToken
 * @param {{config: Config, nonce: string, nowSeconds: number}} expected
 * @returns {{sub: string, exp: number}}
 */
export function checkIdToken(unverifiedToken, { config, nonce, nowSeconds }) {
  const claims = decodePayload(unverifiedToken);
  const audiences = [claims.aud].flat();
  const rules = {
    "another issuer": claims.iss === config.issuer,
    "another audience": audiences.includes(config.client_id),
    "another authorized party": audiences.length === 1 || claims.azp === config.client_id,
    "another nonce": claims.nonce === nonce,
    "no expiry, or it is over": Number.isFinite(claims.exp) && claims.exp + CLOCK_SKEW_SECONDS > nowSeconds,
    "no subject": typeof claims.sub === "string" && claims.sub !== "",
  };
  const broken = Object.keys(rules).find((name) => rules[name] !== true);
  if (broken !== undefined) {
    throw new AppError("invalid_id_token", `the ID token has ${broken}`);
  }
  return claims;
}

function decodePayload(unverifiedToken) {
  const parts = unverifiedToken.split(".");
  try {
    if (parts.length !== 3) throw new SyntaxError("not three parts");
    const base64 = parts[1].replaceAll("-", "+").replaceAll("_", "/");
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    return Object(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    throw new AppError("invalid_id_token", "the ID token is no JSON Web Token");
  }
}

/** A parameter that may come once at most (RFC 6749 3.1); twice counts as never. */
function single(parameters, name) {
  const values = parameters.getAll(name);
  return values.length === 1 ? values[0] : null;
}

function randomText() {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

async function sha256(text) {
  return base64url(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))));
}

function base64url(bytes) {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
