/* AWS SDK for JavaScript v3: any operation of user pools, with what the SDK makes of an error. */

import * as cognito from "@aws-sdk/client-cognito-identity-provider";

export async function callUserPools({ endpoint, region, operation, input, keys }) {
  const client = new cognito.CognitoIdentityProviderClient({
    endpoint,
    region,
    maxAttempts: 1,
    ...(keys ? { credentials: keys } : {}),
  });
  try {
    const { $metadata, ...answer } = await client.send(new cognito[`${operation}Command`](input));
    return { ...answer, status: $metadata.httpStatusCode };
  } finally {
    client.destroy();
  }
}
