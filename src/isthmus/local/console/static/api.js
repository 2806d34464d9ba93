// Asks the console's own addresses, and nothing else.

/** An answer that is a refusal: `code` and the message are the console's words. */
export class ApiError extends Error {
  constructor(code, message, status) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** Give the JSON at an address, or throw ApiError. */
export const getJson = (path) => ask("GET", path);

/** POST a JSON object, or throw ApiError. */
export const postJson = (path, body) => ask("POST", path, body);

/** DELETE, or throw ApiError. */
export const deleteAt = (path) => ask("DELETE", path);

async function ask(method, path, body) {
  const request = { method, headers: { Accept: "application/json" }, cache: "no-store" };
  if (body !== undefined) {
    request.headers["Content-Type"] = "application/json";
    request.body = JSON.stringify(body);
  }
  const answer = await answerTo(path, request);
  const text = await answer.text();
  const document = text ? parsed(text) : {};
  if (!answer.ok) {
    throw new ApiError(
      document.error ?? "failed",
      document.message ?? `HTTP ${answer.status}`,
      answer.status,
    );
  }
  return document;
}

async function answerTo(path, request) {
  try {
    return await fetch(path, request);
  } catch {
    throw new ApiError("unreachable", "The console does not answer: is the stack still up?", 0);
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
