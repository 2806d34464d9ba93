"""An org as OpenID provider: its discovery document, its keys, and ID tokens made by PyJWT."""

import base64
import hashlib
import json
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from isthmus.jose.keys import StaticKeys
from isthmus.origin import Origin
from isthmus.salesforce.id_token import IdTokenVerifier
from isthmus.salesforce.openid import Provider
from isthmus.secret import Secret
from unit.salesforce.fake_org import ORG_ID, USER_ID
from unit.salesforce.loopback import Answer, Asked

ISSUER = "https://acme.my.salesforce.com"
CLIENT_ID = "3MVG9_the_consumer_key"
KID = "268"
NOW = 1_800_000_000
NONCE = Secret("a-nonce-of-this-sign-in")
ACCESS_TOKEN = Secret("00D1t000000rXxR!AQ4AQ.the_access_token_beside_it")


@dataclass(slots=True)
class FixedClock:
    seconds: float = NOW

    def now(self) -> float:
        return self.seconds


@cache
def a_private_key(name: str = "the org's") -> rsa.RSAPrivateKey:
    assert name
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def a_jwks() -> bytes:
    jwk = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(a_private_key().public_key()))
    del jwk["key_ops"]
    return json.dumps({"keys": [jwk | {"alg": "RS256", "use": "sig", "kid": KID}]}).encode()


def an_id_token(*, key: rsa.RSAPrivateKey | None = None, algorithm: str = "RS256", **changes: Any) -> Secret:
    """Make a token as a real org did; a claim that is changed to None is left out."""
    digest = hashlib.sha256(ACCESS_TOKEN.reveal().encode()).digest()
    claims = {
        "at_hash": base64.urlsafe_b64encode(digest[:16]).rstrip(b"=").decode(),
        "sub": f"https://login.salesforce.com/id/{ORG_ID}/{USER_ID}",
        "aud": CLIENT_ID,
        "iss": ISSUER,
        "nonce": NONCE.reveal(),
        "iat": NOW - 1,
        "exp": NOW + 119,
    } | changes
    given = {name: value for name, value in claims.items() if value is not None}
    signed = jwt.encode(
        given, key or a_private_key(), algorithm=algorithm, headers={"kid": KID, "typ": "JWT"}
    )
    return Secret(signed)


def a_provider(origin: Origin | None = None) -> Provider:
    origin = origin or Origin.parse(ISSUER)
    return Provider(
        origin=origin,
        issuer=str(origin),
        authorization_url=f"{origin}/services/oauth2/authorize",
        token_path="/services/oauth2/token",
        jwks_path="/id/keys",
    )


def a_verifier(**changes: Any) -> IdTokenVerifier:
    parts: dict[str, Any] = {
        "provider": a_provider(),
        "client_id": CLIENT_ID,
        "org_id": ORG_ID,
        "keys": StaticKeys.parse(a_jwks()),
        "clock": FixedClock(),
    }
    return IdTokenVerifier(**parts | changes)


@dataclass(slots=True, kw_only=True)
class OpenIdOrg:
    """Answer discovery and keys; `changes` alter the discovery document."""

    changes: dict[str, Any] = field(default_factory=dict)

    def answer(self, asked: Asked) -> Answer:
        issuer = f"http://{asked.headers['host']}"
        if asked.path == "/id/keys":
            return Answer(body=a_jwks())
        if asked.path != "/.well-known/openid-configuration":
            return Answer(status=404)
        document = {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/services/oauth2/authorize",
            "token_endpoint": f"{issuer}/services/oauth2/token",
            "jwks_uri": f"{issuer}/id/keys",
        } | self.changes
        return Answer(body=json.dumps(document).encode())
