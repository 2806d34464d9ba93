/* aws-jwt-verify, AWS's own verifier.

   CognitoJwtVerifier derives AWS's issuer from the pool's id, and its fetcher speaks https only. For another
   issuer it has JwtVerifier; the keys come by a fetcher of ours, which SimpleJwksCache takes for this purpose;
   the checks that are Cognito's own are the same function that CognitoJwtVerifier calls. */

import { JwtVerifier } from "aws-jwt-verify";
import { validateCognitoJwtFields } from "aws-jwt-verify/cognito-verifier";
import { SimpleJwksCache } from "aws-jwt-verify/jwk";

const fetcher = {
  async fetch(uri) {
    const answer = await fetch(uri, { redirect: "error" });
    if (!answer.ok) throw new Error(`${uri} answers ${answer.status}`);
    return answer.arrayBuffer();
  },
};

/* `secondsLater` moves the verifier's clock. */
export async function verifyToken({ token, issuer, jwksUri, clientId, tokenUse, secondsLater = 0 }) {
  const verifier = JwtVerifier.create(
    {
      issuer,
      jwksUri,
      audience: null,
      customJwtCheck: ({ payload }) => validateCognitoJwtFields(payload, { clientId, tokenUse }),
    },
    { jwksCache: new SimpleJwksCache({ fetcher }) },
  );
  const present = Date.now;
  Date.now = () => present() + secondsLater * 1000;
  try {
    return await verifier.verify(token);
  } finally {
    Date.now = present;
  }
}
