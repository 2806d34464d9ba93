/* `node verifying.mjs LIBRARY FOLDER`: verify tokens by aws-jwt-verify and say how many a second, as verifying.py does. */

import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { resolve } from "node:path";

const { CognitoJwtVerifier } = createRequire(resolve(process.argv[3], "package.json"))("aws-jwt-verify");
let setup = null;
let verifier = null;

function rate(tokens) {
  const began = process.cpuUsage();
  for (const token of tokens) verifier.verifySync(token);
  const used = process.cpuUsage(began);
  return (1e6 * tokens.length) / (used.user + used.system);
}

for await (const line of createInterface({ input: process.stdin })) {
  const given = JSON.parse(line);
  if (setup === null) {
    setup = given;
    verifier = CognitoJwtVerifier.create({ userPoolId: setup.pool_id, tokenUse: "access", clientId: setup.client_id });
    verifier.cacheJwks(setup.jwks);
    console.log(0);
  } else if (given.what === "first") {
    console.log(rate(setup.tokens));
  } else {
    console.log(rate(Array(given.times).fill(setup.tokens[0])));
  }
}
