// Run `signIn` of examples/session_sso_client.mjs: its arguments come as JSON by stdin, the outcome goes to stdout.
import { text } from "node:stream/consumers";

import { signIn } from "../../examples/session_sso_client.mjs";

const { sessionId, settings } = JSON.parse(await text(process.stdin));
try {
  console.log(JSON.stringify({ value: await signIn(sessionId, settings) }));
} catch (error) {
  console.log(JSON.stringify({ error: { name: error.name, code: error.code, message: error.message } }));
}
