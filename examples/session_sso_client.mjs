// `session_sso` from a web page: a live Salesforce session becomes tokens of a Cognito user pool.
//
// A session id is a full credential. It goes to the token validator, in a header, and to the user pool, as the
// answer to its challenge; never into a URL, a log, a store or the page. A challenge is answered once. What is
// tried again, after a pause, is asking who it is and asking for a challenge; see docs/decisions/0003.
// A Visualforce page embeds this text, so it does without the two characters that XML markup is made of.

const LONGEST_VALIDATOR_CALL = 10_000; // milliseconds
const LONGEST_POOL_CALL = 16_000;
const LONGEST_ANSWER = 262_144; // characters
const PATIENCE = 20_000;
const MOST_PAUSES = 3;
const FIRST_PAUSE = 500;
const LOOPBACK = /^http:\/\/(localhost|127\.0\.0\.1)(:[0-9]+)?$/;
const REFUSALS = /^(Forbidden|NotAuthorized|PasswordResetRequired|UserNotConfirmed|UserNotFound)Exception$/;
const SETTING_REFUSALS = /^(InvalidParameter|ResourceNotFound)Exception$/;

// `code` is "refused" (this session opens nothing), "throttled" or "unavailable" (later, perhaps), or
// "configuration".
export class SignInError extends Error {
  constructor(code, message, { retryAfter = 0 } = {}) {
    super(message);
    this.name = "SignInError";
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

// Give { username, accessToken, idToken, refreshToken, expiresInSeconds }, or throw a SignInError. No call begins
// later than `patience` milliseconds after the first.
export async function signIn(sessionId, { validatorUrl, cognitoUrl, clientId, patience = PATIENCE }) {
  const [validator, pool] = [checkAddress(validatorUrl), checkAddress(cognitoUrl)];
  const tries = new Patience(patience);
  // (1) Who is it? InitiateAuth wants the username before it asks anything.
  const username = await insist(() => askValidator(validator, sessionId), tries);
  for (;;) {
    // (2) The pool asks for the session of that user.
    const challenge = await insist(() => askChallenge(pool, clientId, username), tries);
    checkChallenge(challenge, username);
    // (3) It gets the session, once, and answers with tokens.
    tries.check();
    try {
      return await answerChallenge(pool, clientId, challenge, { username, sessionId });
    } catch (error) {
      // Only a pool that is too busy has surely issued no tokens. It is asked for another challenge: this one
      // may be used up.
      if (error.code !== "throttled") throw error;
      await tries.pause(error);
    }
  }
}

// Pauses that double, with jitter, a few of them, and an end.
class Patience {
  #endsAt;
  #pauses = 0;

  constructor(longest) {
    this.#endsAt = performance.now() + longest;
  }

  check() {
    if (Math.max(performance.now(), this.#endsAt) !== this.#endsAt) {
      throw new SignInError("unavailable", "The sign-in took too long.");
    }
  }

  async pause(error) {
    const longest = FIRST_PAUSE * 2 ** this.#pauses;
    const pause = Math.max(longest * (0.5 + Math.random() / 2), error.retryAfter * 1000);
    const isTooLate = Math.max(performance.now() + pause, this.#endsAt) !== this.#endsAt;
    if (this.#pauses === MOST_PAUSES || isTooLate) throw error;
    this.#pauses += 1;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

// For calls that may be made again, since a second time changes nothing.
async function insist(call, patience) {
  for (;;) {
    patience.check();
    try {
      return await call();
    } catch (error) {
      if (!["throttled", "unavailable"].includes(error.code)) throw error;
      await patience.pause(error);
    }
  }
}

function askChallenge(pool, clientId, username) {
  return callPool(pool, "InitiateAuth", {
    AuthFlow: "CUSTOM_AUTH",
    ClientId: clientId,
    AuthParameters: { USERNAME: username },
  });
}

async function answerChallenge(pool, clientId, challenge, { username, sessionId }) {
  const { AuthenticationResult: result, ChallengeName: next } = await callPool(pool, "RespondToAuthChallenge", {
    ClientId: clientId,
    ChallengeName: "CUSTOM_CHALLENGE",
    Session: challenge.Session,
    ChallengeResponses: { USERNAME: username, ANSWER: sessionId },
  });
  if (next) throw new SignInError("refused", "The user pool gave no tokens: it asks again.");
  if (!result?.AccessToken || !result.IdToken || !result.ExpiresIn) throw unavailable("user pool", 200);
  return {
    username,
    accessToken: result.AccessToken,
    idToken: result.IdToken,
    refreshToken: result.RefreshToken,
    expiresInSeconds: result.ExpiresIn,
  };
}

// SECURITY: no session goes over plain http but on this machine, and no address has room for one.
function checkAddress(text) {
  let url;
  try {
    url = new URL(text);
  } catch {
    throw new SignInError("configuration", "An address is no URL.");
  }
  const isPrivate = url.protocol === "https:" || LOOPBACK.test(url.origin);
  if (!isPrivate || url.search || url.hash || url.username || url.password) {
    throw new SignInError("configuration", "An address must be https, with no query, fragment or user.");
  }
  return url;
}

async function askValidator(url, sessionId) {
  const headers = { Authorization: `Bearer ${sessionId}` };
  const answer = await post(url, headers, "", { asked: "token validator", longest: LONGEST_VALIDATOR_CALL });
  if ([400, 401].includes(answer.status)) {
    const why = "it ended, or its org is not trusted";
    throw new SignInError("refused", `The token validator refused this Salesforce session: ${why}.`);
  }
  if ([429, 503].includes(answer.status)) throw throttled("token validator", answer.retryAfter);
  const username = answer.body?.username;
  if (answer.status !== 200 || !username || typeof username !== "string") {
    throw unavailable("token validator", answer.status);
  }
  return username;
}

async function callPool(url, operation, request) {
  const headers = {
    "Content-Type": "application/x-amz-json-1.1",
    "X-Amz-Target": `AWSCognitoIdentityProviderService.${operation}`,
  };
  const asked = { asked: "user pool", longest: LONGEST_POOL_CALL };
  const answer = await post(url, headers, JSON.stringify(request), asked);
  if (answer.status === 200) return answer.body ?? {};
  const name = String(answer.body?.__type).split("#").pop();
  if (name === "TooManyRequestsException") throw throttled("user pool");
  const words = `The user pool refused ${operation}: ${name}.`;
  if (SETTING_REFUSALS.test(name)) throw new SignInError("configuration", words);
  if (REFUSALS.test(name)) throw new SignInError("refused", words);
  throw unavailable("user pool", answer.status);
}

// SECURITY: the session answers this question about this user, and no other.
function checkChallenge(challenge, username) {
  if (challenge.ChallengeName !== "CUSTOM_CHALLENGE" || !challenge.Session) throw unavailable("user pool", 200);
  const asked = challenge.ChallengeParameters ?? {};
  if (asked.challenge !== "SALESFORCE_SESSION" || asked.USERNAME !== username) {
    throw new SignInError("refused", "The user pool asks for something else than the session of this user.");
  }
}

async function post(url, headers, body, { asked, longest }) {
  let answer;
  try {
    answer = await fetch(url, {
      method: "POST",
      headers,
      body,
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(longest),
    });
    const text = await readText(answer);
    if (answer.status === 200) return { status: 200, body: JSON.parse(text) };
    return { status: answer.status, retryAfter: readRetryAfter(answer), body: parseOrNothing(text) };
  } catch {
    throw unavailable(asked, answer?.status);
  }
}

// An answer without an end stops here, and not where the memory of the page does.
async function readText(answer) {
  const reader = answer.body?.getReader();
  const decoder = new TextDecoder();
  for (let text = ""; ; ) {
    const { done, value } = (await reader?.read()) ?? { done: true };
    if (done) return text + decoder.decode();
    text += decoder.decode(value, { stream: true });
    if (Math.max(text.length, LONGEST_ANSWER) !== LONGEST_ANSWER) {
      await reader.cancel();
      throw new RangeError("The answer is too long.");
    }
  }
}

// A gateway that refuses may say why in HTML.
function parseOrNothing(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

// A page of another origin sees this header only if the validator's API exposes it.
function readRetryAfter(answer) {
  const text = answer.headers.get("retry-after") ?? "";
  return /^[0-9]{1,5}$/.test(text) ? Number(text) : 0;
}

function throttled(asked, retryAfter) {
  return new SignInError("throttled", `The ${asked} is too busy.`, { retryAfter });
}

function unavailable(asked, status) {
  return new SignInError("unavailable", `The ${asked} gave no usable answer (${status ?? "no connection"}).`);
}
