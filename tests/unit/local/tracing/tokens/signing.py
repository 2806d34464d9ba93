"""Tokens signed by a key of the tests, and the issuers that know it. Made by PyJWT, checked by ours."""

import functools
import json
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from isthmus.local.tracing.tokens.issuers import Issuer
from unit.local.tracing.exchanges import BEGAN_AT, ORG_ID, USER_ID

POOL = "http://127.0.0.1:4566/us-east-1_Sample001"
ORG = "https://localhost:4443"
IDENTITY = "https://cognito-identity.amazonaws.com"
CLIENT_ID, CONSUMER_KEY = (
    "1example23456789abcdefghij",
    "3MVG9sampleConsumerKey.sampleConsumerKey.sampleConsumerKey",
)
NOW = BEGAN_AT + 60
TIMES = {"iat": int(BEGAN_AT), "exp": int(BEGAN_AT) + 3600}
SUB = "11111111-2222-4333-8444-555555555555"

ID_CLAIMS = {
    "iss": POOL,
    "sub": SUB,
    "aud": CLIENT_ID,
    "token_use": "id",
    "cognito:username": "jane",
    **TIMES,
}
ACCESS_CLAIMS = {
    "iss": POOL,
    "sub": SUB,
    "client_id": CLIENT_ID,
    "token_use": "access",
    "username": "jane",
    **TIMES,
}
MACHINE_CLAIMS = {"iss": POOL, "sub": CLIENT_ID, "client_id": CLIENT_ID, "token_use": "access", **TIMES}
PERSON_CLAIMS = {
    "iss": ORG,
    "sub": f"https://login.salesforce.com/id/{ORG_ID}/{USER_ID}",
    "aud": CONSUMER_KEY,
    "at_hash": "btzzYwv03uxO5XLFCYp4UA",
    **TIMES,
}
ORG_ACCESS_CLAIMS = {
    "iss": ORG,
    "sub": f"uid:{USER_ID}",
    "aud": [ORG],
    "scp": "api",
    "sfi": "x",
    "client_id": CONSUMER_KEY,
    **TIMES,
}
IDENTITY_CLAIMS = {
    "iss": IDENTITY,
    "sub": f"us-east-1:{SUB}",
    "aud": f"us-east-1:{SUB}",
    "amr": ["authenticated"],
    **TIMES,
}


@functools.cache
def _key(_name: str) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def sign(claims: dict[str, Any], *, key: str = "sample", algorithm: str = "RS256", **header: str) -> str:
    """Give a token signed by the key of that name; the key set has `sample`."""
    return jwt.encode(claims, _key(key), algorithm=algorithm, headers={"kid": "sample", **header})


class SampleIssuers:
    """Know the pool, the org and the identity pools, with one key for all."""

    def find_issuer(self, issuer: str) -> Issuer | None:
        names = {POOL: "user pool us-east-1_Sample001", ORG: "Salesforce org", IDENTITY: "identity pools"}
        clients = {POOL: [CLIENT_ID], ORG: [CONSUMER_KEY]}
        if issuer not in names:
            return None
        public = json.loads(RSAAlgorithm.to_jwk(_key("sample").public_key()))
        jwks = {"keys": [{**public, "kid": "sample", "use": "sig"}]}
        jwks["keys"][0].pop("key_ops", None)
        known = clients.get(issuer)
        has_client = None if known is None else known.__contains__
        return Issuer(name=names[issuer], issuer=issuer, jwks=jwks, has_client=has_client)
