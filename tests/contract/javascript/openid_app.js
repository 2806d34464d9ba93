/* A single-page app that signs in by oidc-client-ts; bundled by the test, which also reads the result. */

import { UserManager, WebStorageStateStore } from "oidc-client-ts";

const settings = JSON.parse(document.getElementById("settings").textContent);
const manager = new UserManager({
  ...settings,
  redirect_uri: `${location.origin}/callback`,
  response_type: "code",
  loadUserInfo: true,
  userStore: new WebStorageStateStore({ store: sessionStorage }),
});

function show(name, value) {
  document.getElementById(name).textContent = typeof value === "string" ? value : JSON.stringify(value);
}

document.getElementById("sign-in").addEventListener("click", () => {
  manager.signinRedirect({ nonce: settings.nonce }).catch((error) => show("error", error.message));
});
document.getElementById("refresh").addEventListener("click", () => {
  manager.signinSilent().then(shown, (error) => show("error", error.message));
});

function shown(user) {
  const { id_token, access_token, refresh_token, profile } = user;
  show("result", { id_token, access_token, refresh_token, profile });
}

if (location.pathname === "/callback") {
  manager.signinCallback().then(shown, (error) => show("error", error.message));
}
