// `session_sso` from a web page: a live Salesforce session becomes tokens of a Cognito user pool.
//
// A session id is a full credential. It goes to the token validator, in a header, and to the user pool, as the
// answer to its challenge; never into a URL, a log, a store or the page. Nothing is sent twice: to try again is
// to start again, with a fresh challenge.
// A Visualforce page embeds this text, so it does without the two characters that XML markup is made of.

const LONGEST_CALL_MILLISECONDS = 10_000;
const LOOPBACK = /^http:\/\/(localhost|127\.0\.0\.1)(:[0-9]+)?$/;
const OUTAGES = /^(TooManyRequests|InternalError|UserLambdaValidation|UnexpectedLambda|InvalidLambdaResponse)/;

// `code` is "refused" (this session opens nothing), "unavailable" (later, perhaps) or "configuration".
export class SignInError extends Error {
  constructor(code, message) {
    super(message);
    this.name = "SignInError";
    this.code = code;
  }
}

// Give { username, accessToken, idToken, refreshToken, expiresInSeconds }, or throw a SignInError.
export async function signIn(sessionId, { validatorUrl, cognitoUrl, clientId }) {
  const [validator, pool] = [checkAddress(validatorUrl), checkAddress(cognitoUrl)];
  // (1) Who is it? InitiateAuth wants the username before it asks anything.
  const username = await askValidator(validator, sessionId);
  // (2) The pool asks for the session of that user.
  const challenge = await callPool(pool, "InitiateAuth", {
    AuthFlow: "CUSTOM_AUTH",
    ClientId: clientId,
    AuthParameters: { USERNAME: username },
  });
  checkChallenge(challenge, username);
  // (3) It gets the session, once, and answers with tokens.
  const { AuthenticationResult: result } = await callPool(pool, "RespondToAuthChallenge", {
    ClientId: clientId,
    ChallengeName: "CUSTOM_CHALLENGE",
    Session: challenge.Session,
    ChallengeResponses: { USERNAME: username, ANSWER: sessionId },
  });
  if (!result?.AccessToken) throw new SignInError("refused", "The user pool gave no tokens: it asks again.");
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
  const answer = await post(url, { Authorization: `Bearer ${sessionId}` }, "", "token validator");
  if ([400, 401].includes(answer.status)) {
    const why = "it ended, or its org is not trusted";
    throw new SignInError("refused", `The token validator refused this Salesforce session: ${why}.`);
  }
  const username = answer.body?.username;
  if (answer.status !== 200 || typeof username !== "string") {
    throw unavailable("token validator", answer.status);
  }
  return username;
}

async function callPool(url, operation, request) {
  const headers = {
    "Content-Type": "application/x-amz-json-1.1",
    "X-Amz-Target": `AWSCognitoIdentityProviderService.${operation}`,
  };
  const answer = await post(url, headers, JSON.stringify(request), "user pool");
  if (answer.status === 200) return answer.body ?? {};
  const name = String(answer.body?.__type).split("#").pop();
  if (answer.status !== 400 || OUTAGES.test(name)) throw unavailable("user pool", answer.status);
  throw new SignInError("refused", `The user pool refused ${operation}: ${name}.`);
}

// SECURITY: the session answers this question about this user, and no other.
function checkChallenge(challenge, username) {
  const asked = challenge.ChallengeParameters ?? {};
  if (asked.challenge !== "SALESFORCE_SESSION" || asked.USERNAME !== username) {
    throw new SignInError("refused", "The user pool asks for something else than the session of this user.");
  }
}

async function post(url, headers, body, asked) {
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
      signal: AbortSignal.timeout(LONGEST_CALL_MILLISECONDS),
    });
    return { status: answer.status, body: JSON.parse(await answer.text()) };
  } catch {
    throw unavailable(asked, answer?.status);
  }
}

function unavailable(asked, status) {
  return new SignInError("unavailable", `The ${asked} gave no usable answer (${status ?? "no connection"}).`);
}
