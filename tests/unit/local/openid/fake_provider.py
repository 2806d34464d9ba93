"""An OpenID provider of the tests: own keys, tokens made by PyJWT, documents that a test can spoil."""

import functools
import json
import time
from typing import Any

import httpx2
import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa

ISSUER = "https://org.example"
CLIENT_ID = "3MVG9sample"
SUBJECT = "https://login.salesforce.com/id/00D000000000001EAA/005000000000001AAA"


class SetClock:
    """A clock that stands still until it is set."""

    def __init__(self, now: float | None = None) -> None:
        self.time = time.time() if now is None else now

    def now(self) -> float:
        return self.time


class FakeProvider:
    """Issue tokens and answer discovery; `requests` counts what was asked for."""

    def __init__(self, issuer: str = ISSUER) -> None:
        self.issuer = issuer
        self.keys: dict[str, Any] = {"216": _key_of(issuer)}
        self.requests: list[str] = []
        self.discovery: dict[str, Any] = {"issuer": issuer, "jwks_uri": f"{issuer}/id/keys"}
        self.spoiled: httpx2.Response | Exception | None = None
        self.more_keys: list[Any] = []

    def token(self, *, key: Any = None, kid: str | None = "216", alg: str = "RS256", **changes: Any) -> str:
        """Make a token; a claim changed to None is left out."""
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": SUBJECT,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 120,
        } | changes
        given = {name: value for name, value in claims.items() if value is not None}
        headers = {} if kid is None else {"kid": kid}
        return jwt.encode(given, key or self.keys[str(kid)], algorithm=alg, headers=headers)

    def jwks(self) -> dict[str, Any]:
        """Give the public keys as Salesforce publishes them."""
        listed = [{**_jwk(key), "kid": kid, "use": "sig"} for kid, key in self.keys.items()]
        return {"keys": [*listed, *self.more_keys]}

    def client(self) -> httpx2.AsyncClient:
        """Give a client that reaches this provider and nothing else."""
        return httpx2.AsyncClient(transport=httpx2.MockTransport(self._answer))

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request.url.path)
        if not str(request.url).startswith(f"{self.issuer}/"):
            raise httpx2.ConnectError("no such host")
        if isinstance(self.spoiled, Exception):
            raise self.spoiled
        if self.spoiled is not None:
            return self.spoiled
        documents = {"/.well-known/openid-configuration": self.discovery, "/id/keys": self.jwks()}
        document = documents.get(request.url.path)
        return httpx2.Response(404) if document is None else httpx2.Response(200, json=document)


def an_rsa_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def an_ec_key(curve: ec.EllipticCurve | None = None) -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(curve or ec.SECP256R1())


@functools.cache
def _key_of(issuer: str) -> rsa.RSAPrivateKey:
    """Make a provider's first key once for all tests: it takes longer than most of them."""
    assert issuer
    return an_rsa_key()


def _jwk(key: Any) -> dict[str, Any]:
    algorithm = (
        jwt.algorithms.RSAAlgorithm if isinstance(key, rsa.RSAPrivateKey) else jwt.algorithms.ECAlgorithm
    )
    written: dict[str, Any] = json.loads(algorithm.to_jwk(key.public_key()))
    return {name: value for name, value in written.items() if name != "key_ops"}
