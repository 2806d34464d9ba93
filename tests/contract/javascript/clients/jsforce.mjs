/* jsforce against the org: each call makes a connection of its own, by session id or by SOAP login. */

import jsforce from "jsforce";

export async function jsforceLogin({ org, username, password, version = "50.0" }) {
  const connection = new jsforce.Connection({ loginUrl: org, version });
  const user = await connection.login(username, password);
  const { accessToken, instanceUrl } = connection;
  return { sessionId: accessToken, instanceUrl, userId: user.id, organizationId: user.organizationId };
}

/* A session of SOAP ends by SOAP's logout. */
export async function jsforceLoginAndLogout({ org, username, password }) {
  const connection = new jsforce.Connection({ loginUrl: org, version: "50.0" });
  await connection.login(username, password);
  const { accessToken } = connection;
  await connection.logout();
  return accessToken;
}

/* A session that was handed over ends at the revocation endpoint. */
export async function jsforceLogout({ org, sessionId }) {
  await open({ org, sessionId }).logout();
}

export async function jsforceIdentity({ org, sessionId }) {
  return open({ org, sessionId }).identity();
}

export async function jsforceQuery({ org, sessionId, soql }) {
  const { totalSize, records } = await open({ org, sessionId }).query(soql);
  return { totalSize, records };
}

export async function jsforceCreate({ org, sessionId, object, values }) {
  return open({ org, sessionId }).sobject(object).create(values);
}

export async function jsforceUpdate({ org, sessionId, object, values }) {
  return open({ org, sessionId }).sobject(object).update(values);
}

export async function jsforceDestroy({ org, sessionId, object, recordId }) {
  return open({ org, sessionId }).sobject(object).destroy(recordId);
}

/* Without `loginUrl`, logout() would send the session id to login.salesforce.com. */
function open({ org, sessionId }) {
  return new jsforce.Connection({ loginUrl: org, instanceUrl: org, accessToken: sessionId, version: "66.0" });
}
