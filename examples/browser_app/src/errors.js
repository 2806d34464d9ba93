/** What the page can tell a person: a code, a description, a sentence in plain words and what to try. */

export class AppError extends Error {
  /**
   * @param {string} code as the party that refused calls it
   * @param {string} description what it said; shown as text, never as HTML
   */
  constructor(code, description) {
    super(description);
    this.code = code.slice(0, 100);
    this.description = description.slice(0, 500);
  }

  /**
   * Make one of anything thrown: by us, by fetch or by the AWS SDK.
   * @param {unknown} error
   * @returns {AppError}
   */
  static from(error) {
    if (error instanceof AppError) return error;
    if (error instanceof TypeError) return new AppError("unreachable", error.message); // what fetch throws
    if (error instanceof Error) return new AppError(error.name, error.message);
    return new AppError("error", "something was thrown that is no error");
  }
}

const SENTENCES = {
  access_denied: "User denied authorization",
  no_sign_in: "No sign-in is under way",
  invalid_state: "This answer is not ours",
  invalid_id_token: "The ID token is not for us",
  invalid_grant: "Salesforce refused the code",
  unreachable: "A server could not be reached",
  TimeoutError: "A server took too long",
  NotAuthorizedException: "Cognito refused the ID token",
  AccessDeniedException: "The AWS role does not allow this",
  OAUTH_APP_ACCESS_DENIED: "An administrator has to let you use this app",
  OAUTH_APP_BLOCKED: "An administrator has blocked this app",
};

const REMEDIES = {
  access_denied: "Nothing was read. To go on, sign in again and choose Allow.",
  no_sign_in: "Start from the first page, and stay in the same tab.",
  invalid_state: "Start again from the first page, and stay in the same tab.",
  invalid_grant: "A code works once and for a short time: sign in again.",
  unreachable: "Is it running? Does it allow requests from this page's address (CORS)?",
  NotAuthorizedException: "The identity pool names the issuer and consumer key it trusts: compare with config.json.",
  AccessDeniedException: "Look at the policy of the identity pool's role: it has to allow dynamodb:Scan on this table.",
};

/** @param {AppError} error */
export function sentenceOf(error) {
  return Object.hasOwn(SENTENCES, error.code) ? SENTENCES[error.code] : "That did not work";
}

/** @param {AppError} error */
export function remedyOf(error) {
  return Object.hasOwn(REMEDIES, error.code) ? REMEDIES[error.code] : "Sign in again, or ask who runs this app.";
}
