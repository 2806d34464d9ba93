/* amazon-cognito-identity-js, the client inside older Amplify apps. Signed-in users are kept by a name. */

import {
  AuthenticationDetails,
  CognitoRefreshToken,
  CognitoUser,
  CognitoUserAttribute,
  CognitoUserPool,
} from "amazon-cognito-identity-js";

const users = new Map();

export function openUser({ key, endpoint, poolId, clientId, username }) {
  const pool = new CognitoUserPool({ UserPoolId: poolId, ClientId: clientId, endpoint });
  users.set(key, new CognitoUser({ Username: username, Pool: pool }));
}

export function signUp({ endpoint, poolId, clientId, username, password, attributes }) {
  const pool = new CognitoUserPool({ UserPoolId: poolId, ClientId: clientId, endpoint });
  const wanted = Object.entries(attributes).map(([Name, Value]) => new CognitoUserAttribute({ Name, Value }));
  return promised((done) => pool.signUp(username, password, wanted, null, done)).then((made) => ({
    username: made.user.getUsername(),
    userConfirmed: made.userConfirmed,
    sub: made.userSub,
    destination: made.codeDeliveryDetails?.Destination,
  }));
}

export function confirmSignUp({ key, code }) {
  return promised((done) => users.get(key).confirmRegistration(code, false, done));
}

export function resendCode({ key }) {
  return promised((done) => users.get(key).resendConfirmationCode(done));
}

/* Signs in by SRP, unless `flow` names another one. */
export function signIn({ key, password, flow = "USER_SRP_AUTH" }) {
  const user = users.get(key);
  user.setAuthenticationFlowType(flow);
  const details = new AuthenticationDetails({ Username: user.getUsername(), Password: password });
  return asked((callbacks) => user.authenticateUser(details, callbacks));
}

export function startCustomAuth({ key }) {
  const user = users.get(key);
  user.setAuthenticationFlowType("CUSTOM_AUTH");
  const details = new AuthenticationDetails({ Username: user.getUsername() });
  return asked((callbacks) => user.initiateAuth(details, callbacks));
}

export function answerCustomChallenge({ key, answer }) {
  return asked((callbacks) => users.get(key).sendCustomChallengeAnswer(answer, callbacks));
}

export function completeNewPassword({ key, password, attributes = {} }) {
  return asked((callbacks) => users.get(key).completeNewPasswordChallenge(password, attributes, callbacks));
}

export function answerMfa({ key, code }) {
  return asked((callbacks) => users.get(key).sendMFACode(code, callbacks, "SOFTWARE_TOKEN_MFA"));
}

export function associateSoftwareToken({ key }) {
  return new Promise((resolve, reject) => {
    users.get(key).associateSoftwareToken({ associateSecretCode: resolve, onFailure: reject });
  });
}

export function verifySoftwareToken({ key, code }) {
  return new Promise((resolve, reject) => {
    const onSuccess = (answer) => resolve(answer.getAccessToken ? session(answer) : answer);
    users.get(key).verifySoftwareToken(code, "phone", { onSuccess, onFailure: reject });
  });
}

export function preferSoftwareToken({ key }) {
  const preference = { PreferredMfa: true, Enabled: true };
  return promised((done) => users.get(key).setUserMfaPreference(null, preference, done));
}

export function refresh({ key, refreshToken }) {
  const token = new CognitoRefreshToken({ RefreshToken: refreshToken });
  return promised((done) => users.get(key).refreshSession(token, done)).then(session);
}

export function globalSignOut({ key }) {
  return new Promise((resolve, reject) => {
    users.get(key).globalSignOut({ onSuccess: resolve, onFailure: reject });
  });
}

export function changePassword({ key, previous, proposed }) {
  return promised((done) => users.get(key).changePassword(previous, proposed, done));
}

export function forgotPassword({ key }) {
  return new Promise((resolve, reject) => {
    users.get(key).forgotPassword({ onSuccess: resolve, onFailure: reject, inputVerificationCode: resolve });
  });
}

export function confirmPassword({ key, code, password }) {
  return new Promise((resolve, reject) => {
    users.get(key).confirmPassword(code, password, { onSuccess: resolve, onFailure: reject });
  });
}

export function attributesOf({ key }) {
  return promised((done) => users.get(key).getUserAttributes(done)).then((attributes) =>
    Object.fromEntries(attributes.map((each) => [each.getName(), each.getValue()])),
  );
}

export function updateAttributes({ key, attributes }) {
  const wanted = Object.entries(attributes).map(([Name, Value]) => new CognitoUserAttribute({ Name, Value }));
  return promised((done) => users.get(key).updateAttributes(wanted, done));
}

/* The keys of the user's devices; the client confirmed this one by itself when it signed in. */
export async function deviceKeys({ key }) {
  const listed = await new Promise((resolve, reject) => {
    users.get(key).listDevices(10, null, { onSuccess: resolve, onFailure: reject });
  });
  return listed.Devices.map((device) => device.DeviceKey);
}

export function rememberDevice({ key }) {
  return new Promise((resolve, reject) => {
    users.get(key).setDeviceStatusRemembered({ onSuccess: resolve, onFailure: reject });
  });
}

export function forgetDevice({ key }) {
  return new Promise((resolve, reject) => {
    users.get(key).forgetDevice({ onSuccess: resolve, onFailure: reject });
  });
}

export function deleteUser({ key }) {
  return promised((done) => users.get(key).deleteUser(done));
}

function promised(start) {
  return new Promise((resolve, reject) => {
    start((error, value) => (error ? reject(error) : resolve(value)));
  });
}

/* Gives the session, or the challenge that came instead of one. */
function asked(start) {
  return new Promise((resolve, reject) => {
    const challenge = (name) => (first, second) => resolve({ challenge: name, first, second });
    start({
      onSuccess: (signedIn) => resolve(session(signedIn)),
      onFailure: reject,
      customChallenge: challenge("CUSTOM_CHALLENGE"),
      mfaRequired: challenge("SMS_MFA"),
      mfaSetup: challenge("MFA_SETUP"),
      newPasswordRequired: challenge("NEW_PASSWORD_REQUIRED"),
      totpRequired: challenge("SOFTWARE_TOKEN_MFA"),
    });
  });
}

function session(signedIn) {
  return {
    accessToken: signedIn.getAccessToken().getJwtToken(),
    idToken: signedIn.getIdToken().getJwtToken(),
    refreshToken: signedIn.getRefreshToken().getToken(),
    isValid: signedIn.isValid(),
  };
}
