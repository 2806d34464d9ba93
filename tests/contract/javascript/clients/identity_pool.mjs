/* The identity pool as an app uses it: credentials by fromCognitoIdentityPool, then a signed DynamoDB call. */

import { CognitoIdentityClient, GetIdCommand } from "@aws-sdk/client-cognito-identity";
import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { fromCognitoIdentityPool } from "@aws-sdk/credential-providers";

export async function getId({ endpoint, region, identityPoolId, logins }) {
  const client = new CognitoIdentityClient({ endpoint, region, maxAttempts: 1 });
  const answer = await client.send(new GetIdCommand({ IdentityPoolId: identityPoolId, Logins: logins }));
  return answer.IdentityId;
}

export async function identityCredentials({ endpoint, region, identityPoolId, logins }) {
  const given = await provider({ endpoint, region, identityPoolId, logins })();
  return { ...given, expiration: given.expiration.getTime() / 1000 };
}

export async function scanAsIdentity({ endpoint, region, identityPoolId, logins, table }) {
  const credentials = provider({ endpoint, region, identityPoolId, logins });
  const client = new DynamoDBClient({ endpoint, region, credentials, maxAttempts: 1 });
  const answer = await client.send(new ScanCommand({ TableName: table }));
  return answer.Items;
}

function provider({ endpoint, region, identityPoolId, logins }) {
  return fromCognitoIdentityPool({ identityPoolId, logins, clientConfig: { endpoint, region, maxAttempts: 1 } });
}
