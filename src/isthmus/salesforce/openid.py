"""An org as OpenID provider: where its endpoints are, as its discovery document says.

https://openid.net/specs/openid-connect-discovery-1_0.html section 4
"""

import re
from dataclasses import dataclass

from isthmus.clock import Clock
from isthmus.errors import DeniedError, UnavailableError
from isthmus.jose.jwks import JwksKeys
from isthmus.jose.keys import MAX_JWKS_BYTES
from isthmus.json_answer import JsonAnswer
from isthmus.origin import Origin

TIMEOUT_SECONDS = 3.0
MAX_BYTES = 65_536

_OK = 200
# SECURITY: an address is shown and opened, too: no query, no fragment, nothing that a terminal obeys.
_PATH = re.compile(r"/(?!/)[A-Za-z0-9._~!$&'()*+,;=:@%/-]*", re.ASCII)
_DISCOVERY_PATH = "/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """An org's issuer and endpoints, all of them on the org's own origin."""

    origin: Origin
    issuer: str
    authorization_url: str
    token_path: str
    jwks_path: str


def discover(origin: Origin) -> Provider:
    """Read the org's discovery document.

    Raises `DeniedError` if it speaks for another issuer or names an endpoint elsewhere, and
    `UnavailableError` if there is no usable answer. The keys are where the document says: Salesforce has
    them at `/id/keys`, and who guesses `/.well-known/jwks.json` is answered 404.
    """
    document = JsonAnswer.parse(_get(origin, _DISCOVERY_PATH, max_bytes=MAX_BYTES), source="discovery")
    issuer = document.get_text("issuer")
    if issuer != str(origin):
        raise DeniedError(f"{origin} speaks for another issuer", rule="issuer")
    authorization_path = _path_on(origin, document.get_text("authorization_endpoint"))
    return Provider(
        origin=origin,
        issuer=issuer,
        authorization_url=f"{origin}{authorization_path}",
        token_path=_path_on(origin, document.get_text("token_endpoint")),
        jwks_path=_path_on(origin, document.get_text("jwks_uri")),
    )


def keys_of(provider: Provider, *, clock: Clock) -> JwksKeys:
    """Give the public keys of an org, fetched at first need and kept."""
    return JwksKeys(
        fetch=lambda: _get(provider.origin, provider.jwks_path, max_bytes=MAX_JWKS_BYTES), clock=clock
    )


def _get(origin: Origin, path: str, *, max_bytes: int) -> bytes:
    reply = origin.send(
        "GET",
        path,
        headers={"Accept": "application/json"},
        body=None,
        timeout_seconds=TIMEOUT_SECONDS,
        max_bytes=max_bytes,
    )
    if reply.status != _OK:
        raise UnavailableError(f"{origin}{path} answered {reply.status}")
    return reply.body


def _path_on(origin: Origin, url: str) -> str:
    # SECURITY: with its slash the prefix ends the authority: https://host.evil.example is another one.
    path = url.removeprefix(str(origin))
    if path == url or not _PATH.fullmatch(path):
        raise DeniedError(f"{origin} names an endpoint elsewhere", rule="endpoint_origin")
    return path
