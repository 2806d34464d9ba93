"""An OIDC provider of the tests: discovery, codes, tokens made by PyJWT, userInfo; each can be spoiled."""

import functools
import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx2
import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from unit.local.cognito.local_pools import Json, StoppedClock

ISSUER = "https://org.example"
CLIENT_ID, CLIENT_SECRET = "sample-client", "sample-client-secret"
BEA = "https://login.salesforce.com/id/00D000000000001EAA/005000000000002AAA"
ENDPOINTS = {
    "authorization_endpoint": f"{ISSUER}/services/oauth2/authorize",
    "token_endpoint": f"{ISSUER}/services/oauth2/token",
    "userinfo_endpoint": f"{ISSUER}/services/oauth2/userinfo",
    "jwks_uri": f"{ISSUER}/id/keys",
}


@functools.cache
def a_key(name: str) -> rsa.RSAPrivateKey:
    """Make a key once for all tests: it takes longer than most of them."""
    assert name
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class OidcProvider:
    """One person is signed in there. `answers` replaces what a path answers."""

    clock: StoppedClock
    issuer: str = ISSUER
    subject: str = BEA
    claims: Json = field(
        default_factory=lambda: {"email": "bea@example.com", "email_verified": True, "name": "Bea Basic"}
    )
    token_claims: Json = field(default_factory=dict)
    signing_key: str = "provider"
    answers: dict[str, Any] = field(default_factory=dict)
    requests: list[httpx2.Request] = field(default_factory=list)
    codes: dict[str, Json] = field(default_factory=dict)

    def sign_in(self, location: str) -> str:
        """Follow our redirect as the person's browser does; give the query of the way back."""
        parts = urlsplit(location)
        asked = dict(parse_qsl(parts.query))
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return f"code={code}&state={asked['state']}"

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        if not str(request.url).startswith(f"{self.issuer}/"):
            raise httpx2.ConnectError("no such host")
        spoiled = self.answers.get(request.url.path)
        if isinstance(spoiled, Exception):
            raise spoiled
        if isinstance(spoiled, httpx2.Response):
            return httpx2.Response(
                spoiled.status_code, content=spoiled.content, headers=dict(spoiled.headers)
            )
        return self._answer(request)

    def posted(self) -> dict[str, str]:
        """Give the form that came to the token endpoint last."""
        sent = [request for request in self.requests if request.url.path.endswith("/token")]
        return {name: values[0] for name, values in parse_qs(sent[-1].content.decode()).items()}

    def id_token(self, *, nonce: str, **changes: Any) -> str:
        now = int(self.clock.now())
        claims = {
            "iss": self.issuer,
            "sub": self.subject,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 120,
            "nonce": nonce,
            **self.token_claims,
            **changes,
        }
        given = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(given, a_key(self.signing_key), algorithm="RS256", headers={"kid": "1"})

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        path = request.url.path
        if path == "/.well-known/openid-configuration":
            return httpx2.Response(200, json={"issuer": self.issuer, **ENDPOINTS})
        if path == "/id/keys":
            return httpx2.Response(200, json=self._jwks())
        if path == "/services/oauth2/token":
            return self._exchange()
        if path == "/services/oauth2/userinfo":
            if not re.fullmatch("Bearer access-code-[0-9]+", request.headers.get("authorization", "")):
                return httpx2.Response(403)
            # NOTE: ASCII, so that half a character can be sent, too
            return httpx2.Response(200, content=json.dumps({"sub": self.subject, **self.claims}))
        return httpx2.Response(404)

    def _exchange(self) -> httpx2.Response:
        form = self.posted()
        asked = self.codes.pop(form["code"], None)
        is_client = (form["client_id"], form["client_secret"]) == (CLIENT_ID, CLIENT_SECRET)
        if asked is None or not is_client or form["redirect_uri"] != asked["redirect_uri"]:
            return httpx2.Response(400, json={"error": "invalid_grant"})
        tokens = {
            "access_token": f"access-{form['code']}",
            "token_type": "Bearer",
            "id_token": self.id_token(nonce=asked["nonce"]),
        }
        return httpx2.Response(200, json=tokens)

    def _jwks(self) -> Json:
        written: Json = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(a_key("provider").public_key()))
        written.pop("key_ops", None)
        return {"keys": [{**written, "kid": "1", "use": "sig", "alg": "RS256"}]}


DETAILS = {
    "client_id": CLIENT_ID,
    "client_secret": CLIENT_SECRET,
    "authorize_scopes": "openid profile email",
    "attributes_request_method": "GET",
    "oidc_issuer": ISSUER,
}
