/** The first page: one button that goes to Salesforce. */

import { loadConfig } from "./config.js";
import { AppError } from "./errors.js";
import { showError } from "./page.js";
import { startSignIn } from "./sign_in.js";

const button = document.querySelector("#sign-in");
button.addEventListener("click", signIn);
button.disabled = false;

async function signIn() {
  button.disabled = true;
  try {
    const config = await loadConfig();
    checkAddress(config);
    location.assign(await startSignIn(config, sessionStorage));
  } catch (error) {
    showError(AppError.from(error));
    button.disabled = false;
  }
}

/** What is stored under one address is not there under another: 127.0.0.1 is not localhost. */
function checkAddress(config) {
  const { origin } = new URL(config.redirect_uri);
  if (origin !== location.origin) {
    throw new AppError("wrong_address", `Salesforce sends you back to ${origin}: open this page there`);
  }
}
