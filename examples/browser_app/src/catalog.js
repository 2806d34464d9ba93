/**
 * ID token -> identity pool -> temporary AWS credentials -> DynamoDB Scan, by the AWS SDK. Knows no page.
 *
 * @typedef {import("./config.js").Config} Config
 * @typedef {{accessKeyId: string, secretAccessKey: string, sessionToken: string, expiration: Date}} Credentials
 * @typedef {{id: string, title: string, category: string, price: string}} Item
 */

import {
  CognitoIdentityClient,
  GetCredentialsForIdentityCommand,
  GetIdCommand,
} from "@aws-sdk/client-cognito-identity";
import { DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";

/**
 * Swap the ID token for an identity, and that for credentials, which live an hour and stay in this page's memory.
 * @param {Config} config
 * @param {string} idToken
 * @returns {Promise<{identityId: string, credentials: Credentials}>}
 */
export async function getCredentials(config, idToken) {
  const client = new CognitoIdentityClient(awsOf(config));
  const Logins = { [config.provider_name]: idToken };
  const { IdentityId } = await client.send(new GetIdCommand({ IdentityPoolId: config.identity_pool_id, Logins }));
  const { Credentials: given } = await client.send(new GetCredentialsForIdentityCommand({ IdentityId, Logins }));
  return {
    identityId: IdentityId,
    credentials: {
      accessKeyId: given.AccessKeyId,
      secretAccessKey: given.SecretKey,
      sessionToken: given.SessionToken,
      expiration: given.Expiration,
    },
  };
}

/**
 * Read the whole table, lowest id first.
 * @param {Config} config
 * @param {Credentials} credentials
 * @returns {Promise<Item[]>}
 */
export async function listItems(config, credentials) {
  const client = new DynamoDBClient({ ...awsOf(config), credentials });
  const items = [];
  for await (const page of paginateScan({ client }, { TableName: config.table })) {
    items.push(...(page.Items ?? []).map(toItem));
  }
  return items.sort((one, other) => Number(one.id) - Number(other.id));
}

function awsOf(config) {
  return { region: config.region, ...(config.aws_endpoint === null ? {} : { endpoint: config.aws_endpoint }) };
}

function toItem(attributes) {
  return {
    id: attributes.Id?.N ?? "?",
    title: attributes.Title?.S ?? "",
    category: attributes.ProductCategory?.S ?? "",
    price: attributes.Price?.N ?? "",
  };
}
