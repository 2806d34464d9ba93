/* Runs the JavaScript clients for the tests: one JSON request a line in, one JSON answer a line out.

   A request is {"id", "call", "with"}; an answer is {"id", "value"} or {"id", "error": {name, message, ...}}. */

import { createInterface } from "node:readline";

import * as identityJs from "./clients/identity_js.mjs";
import * as identityPool from "./clients/identity_pool.mjs";
import * as jsforce from "./clients/jsforce.mjs";
import * as jwtVerify from "./clients/jwt_verify.mjs";
import * as sdk from "./clients/sdk.mjs";

const CALLS = { ...identityJs, ...identityPool, ...jsforce, ...jwtVerify, ...sdk };

for await (const line of createInterface({ input: process.stdin })) {
  const { id, call, with: given } = JSON.parse(line);
  const answer = await run(call, given);
  process.stdout.write(`${JSON.stringify({ id, ...answer })}\n`);
}

async function run(call, given) {
  try {
    return { value: (await CALLS[call](given)) ?? null };
  } catch (error) {
    return {
      error: {
        name: error.name,
        code: error.code ?? null,
        message: error.message,
        status: error.$metadata?.httpStatusCode ?? null,
        kind: error.constructor.name,
      },
    };
  }
}
