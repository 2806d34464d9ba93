// The sign-in of the sample web app, without a browser: `node --test`, started by test_browser_app_scripts.py.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";

import { AppError, remedyOf, sentenceOf } from "../../../examples/browser_app/src/errors.js";
import {
  checkAnswer,
  checkIdToken,
  exchangeCode,
  startSignIn,
  takePendingSignIn,
} from "../../../examples/browser_app/src/sign_in.js";

const config = {
  issuer: "https://acme.my.salesforce.com",
  client_id: "3MVG9sample",
  redirect_uri: "https://localhost:8443/callback.html",
};
const pending = { state: "s-1", nonce: "n-1", verifier: "v-1" };
const NOW = 1_700_000_000;

class MemoryStorage {
  #items = new Map();
  getItem(name) {
    return this.#items.get(name) ?? null;
  }
  setItem(name, value) {
    this.#items.set(name, value);
  }
  removeItem(name) {
    this.#items.delete(name);
  }
}

function aToken(changes = {}) {
  const usual = { iss: config.issuer, aud: config.client_id, nonce: "n-1", sub: "https://x/id/1/2", exp: NOW + 120 };
  const claims = { ...usual, ...changes };
  const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${encode({ alg: "RS256" })}.${encode(claims)}.c2ln`;
}

const check = (token) => checkIdToken(token, { config, nonce: "n-1", nowSeconds: NOW });
const hasCode = (code) => (error) => error instanceof AppError && error.code === code;

for (const [name, query, expected] of [
  ["another state", "code=c&state=other", "invalid_state"],
  ["no state", "code=c", "invalid_state"],
  ["two states", "code=c&state=s-1&state=s-1", "invalid_state"],
  ["a stranger's error", "error=call+us&error_description=555&state=other", "invalid_state"],
  ["no code", "state=s-1", "invalid_answer"],
  ["an empty code", "code=&state=s-1", "invalid_answer"],
  ["two codes", "code=c&code=d&state=s-1", "invalid_answer"],
]) {
  test(`refuses an answer with ${name}`, () => {
    assert.throws(() => checkAnswer(new URLSearchParams(query), pending), hasCode(expected));
  });
}

test("refuses an answer that no sign-in waits for", () => {
  assert.throws(() => checkAnswer(new URLSearchParams("code=c&state=null"), null), hasCode("no_sign_in"));
});

test("tells what Salesforce said when the person denied", () => {
  const answer = new URLSearchParams("error=access_denied&error_description=end-user+denied+authorization&state=s-1");
  assert.throws(
    () => checkAnswer(answer, pending),
    (error) =>
      error.code === "access_denied" &&
      error.description === "end-user denied authorization" &&
      sentenceOf(error) === "User denied authorization" &&
      remedyOf(error).includes("choose Allow"),
  );
});

test("gives the code of an answer that is ours", () => {
  assert.equal(checkAnswer(new URLSearchParams("code=c%3D%3D&state=s-1"), pending), "c==");
});

for (const [name, changes] of [
  ["another issuer", { iss: "https://evil.my.salesforce.com" }],
  ["an issuer with a slash more", { iss: `${config.issuer}/` }],
  ["another audience", { aud: "other" }],
  ["no audience", { aud: undefined }],
  ["two audiences and no authorized party", { aud: [config.client_id, "other"] }],
  ["two audiences and another authorized party", { aud: [config.client_id, "other"], azp: "other" }],
  ["another nonce", { nonce: "n-2" }],
  ["no nonce", { nonce: undefined }],
  ["an expiry that is over", { exp: NOW - 301 }],
  ["an expiry that is text", { exp: String(NOW + 120) }],
  ["no expiry", { exp: undefined }],
  ["no subject", { sub: "" }],
]) {
  test(`refuses an ID token with ${name}`, () => {
    assert.throws(() => check(aToken(changes)), hasCode("invalid_id_token"));
  });
}

for (const token of ["", "a.b", "a.!.c", "a.bnVsbA.c", "a.W10.c", "a.b.c.d"]) {
  test(`refuses ${JSON.stringify(token)} as an ID token`, () => {
    assert.throws(() => check(token), hasCode("invalid_id_token"));
  });
}

test("accepts an ID token for us, also with a name that is not ASCII", () => {
  assert.equal(check(aToken({ name: "Zoë" })).name, "Zoë");
  assert.equal(check(aToken({ aud: [config.client_id, "other"], azp: config.client_id })).nonce, "n-1");
});

for (const [name, reply, code] of [
  ["an error of Salesforce", Response.json({ error: "invalid_grant" }, { status: 400 }), "invalid_grant"],
  ["a page of a proxy", new Response("<html>", { status: 502 }), "http_502"],
  ["JSON null", Response.json(null), "http_200"],
  ["no ID token", Response.json({ access_token: "x" }), "http_200"],
]) {
  test(`refuses ${name} for the code`, async () => {
    const exchange = exchangeCode(config, { code: "c", verifier: "v", fetch: async () => reply });
    await assert.rejects(exchange, hasCode(code));
  });
}

test("sends code and verifier to the org, follows no redirect, and sends no secret", async () => {
  const seen = [];
  const fetch = async (...call) => {
    seen.push(call);
    return Response.json({ id_token: "t" });
  };
  assert.equal(await exchangeCode(config, { code: "c", verifier: "v", fetch }), "t");
  const [[url, options]] = seen;
  assert.equal(url, "https://acme.my.salesforce.com/services/oauth2/token");
  assert.deepEqual([options.method, options.redirect, options.credentials], ["POST", "error", "omit"]);
  assert.deepEqual(Object.fromEntries(options.body), {
    grant_type: "authorization_code",
    code: "c",
    client_id: "3MVG9sample",
    redirect_uri: "https://localhost:8443/callback.html",
    code_verifier: "v",
  });
});

test("starts with a challenge, state and nonce of its own each time", async () => {
  const storage = new MemoryStorage();
  const first = new URL(await startSignIn(config, storage)).searchParams;
  const second = new URL(await startSignIn(config, storage));
  const remembered = takePendingSignIn(storage);
  assert.equal(`${second.origin}${second.pathname}`, "https://acme.my.salesforce.com/services/oauth2/authorize");
  assert.deepEqual(Object.fromEntries(second.searchParams), {
    response_type: "code",
    client_id: config.client_id,
    redirect_uri: config.redirect_uri,
    scope: "openid",
    state: remembered.state,
    nonce: remembered.nonce,
    code_challenge: createHash("sha256").update(remembered.verifier).digest("base64url"),
    code_challenge_method: "S256",
  });
  for (const name of ["state", "nonce", "code_challenge"]) {
    assert.notEqual(first.get(name), second.searchParams.get(name));
    assert.equal(second.searchParams.get(name).length, 43);
  }
});

test("forgets a sign-in once its answer is looked at", async () => {
  const storage = new MemoryStorage();
  await startSignIn(config, storage);
  assert.notEqual(takePendingSignIn(storage), null);
  assert.equal(takePendingSignIn(storage), null);
});

test("knows what fetch throws, and cuts what a server says to length", () => {
  assert.equal(AppError.from(new TypeError("Failed to fetch")).code, "unreachable");
  assert.equal(AppError.from("text").code, "error");
  assert.equal(new AppError("x".repeat(900), "y".repeat(900)).description.length, 500);
  assert.equal(sentenceOf(new AppError("constructor", "")), "That did not work");
});
