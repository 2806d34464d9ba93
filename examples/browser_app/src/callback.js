/** The page Salesforce sends the browser back to: the whole story, hop by hop. */

import { getCredentials, listItems } from "./catalog.js";
import { loadConfig } from "./config.js";
import { AppError } from "./errors.js";
import { beginStep, showError, showItems } from "./page.js";
import { checkAnswer, checkIdToken, exchangeCode, takePendingSignIn } from "./sign_in.js";

run();

async function run() {
  try {
    await finishSignIn();
  } catch (error) {
    showError(AppError.from(error));
  }
}

async function finishSignIn() {
  // (1) Take the answer out of the address bar and the history, then see whether it is ours.
  let done = beginStep("Reading Salesforce's answer");
  const answer = takeAnswer();
  const pending = takePendingSignIn(sessionStorage);
  const code = checkAnswer(answer, pending);
  done("Salesforce sent you back with a one-time code; the state is the one this tab sent");

  // (2) Code -> ID token.
  done = beginStep("Exchanging the code for an ID token");
  const config = await loadConfig();
  const idToken = await exchangeCode(config, { code, verifier: pending.verifier, fetch });
  done(`The org at ${hostOf(config.issuer)} took the code and the PKCE verifier, and gave an ID token`);

  // (3) Is the token for us?
  done = beginStep("Checking the ID token");
  const claims = checkIdToken(idToken, { config, nonce: pending.nonce, nowSeconds: Date.now() / 1000 });
  done(`Issuer, audience, nonce and expiry are right; you are ${claims.sub}`);

  // (4) ID token -> temporary AWS credentials.
  done = beginStep("Asking the Cognito identity pool for AWS credentials");
  const { identityId, credentials } = await getCredentials(config, idToken);
  done(`Cognito knows you as ${identityId}; the AWS credentials end at ${timeOf(credentials.expiration)}`);

  // (5) Read the table, with nothing but these credentials.
  done = beginStep(`Reading the DynamoDB table ${config.table}`);
  const items = await listItems(config, credentials);
  done(`DynamoDB let these credentials scan ${config.table}: ${items.length} items`);
  showItems(items);
}

function takeAnswer() {
  const answer = new URLSearchParams(location.search);
  history.replaceState(null, "", location.pathname);
  return answer;
}

function hostOf(issuer) {
  return new URL(issuer).host;
}

function timeOf(date) {
  return date.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}
