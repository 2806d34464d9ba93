"""Values that travel from one exchange to another: what shows that two belong to one sign-in.

SECURITY: only keyed digests are kept; the values are secrets, or may be.
"""

import hashlib
import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

from isthmus.local.tracing.reading import Reading, text_at

LEAST_CHARACTERS = 12
DEEPEST = 12
# Of a token without its signature: a spoilt copy belongs to the sign-in that it was made from.
_JWT = re.compile(
    r"(?:(?<![A-Za-z0-9_-])|(?<=%[0-9A-Fa-f]{2}))(eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,})\.[A-Za-z0-9_-]*"
)
_SESSION_ID = re.compile(r"00D[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?!([A-Za-z0-9._]{20,512})")
_TEMPORARY_KEY = re.compile(r"Credential=(ASIA[A-Z0-9]{16})/")
_TRAVELLING = frozenset(
    [
        "code",
        "state",
        "request",
        "nonce",
        "session",
        "refresh_token",
        "RefreshToken",
        "code_challenge",
        "Session",
        "AccessKeyId",
        "IdentityId",
        "Token",
        "RelayState",
        "secret_code",
        "confirmation_code",
    ]
)


class Marks:
    """Read the marks of exchanges. `key` is of this process alone."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of_request(self, reading: Reading) -> frozenset[bytes]:
        """Give those that it was asked with."""
        values = [
            *_in_fields(reading.query),
            *_in_fields(reading.form),
            *_in_document(reading.document, depth=0),
        ]
        authorization = reading.request_headers.get("authorization", "")
        values += [
            *_in_text(authorization),
            *_in_text(reading.request_text),
            *_in_text(reading.exchange.target),
        ]
        values += _TEMPORARY_KEY.findall(authorization)
        values += _challenge_of(reading)
        return self._digests(values)

    def of_response(self, reading: Reading) -> frozenset[bytes]:
        """Give those that it was answered with."""
        location = reading.response_headers.get("location", "")
        values = [*_in_text(reading.response_text), *_in_text(location)]
        values += _in_fields(_fields_of(location))
        values += _in_document(reading.response_document, depth=0)
        return self._digests(values) | self._person(text_at(reading.response_document, "username"))

    def of_person(self, reading: Reading) -> frozenset[bytes]:
        """Give that of who is to sign in, of whom an answer told before; one person may sign in often."""
        return self._person(text_at(reading.document, "AuthParameters", "USERNAME"))

    def _person(self, username: str) -> frozenset[bytes]:
        return self._digests([f"person {username}"]) if len(username) >= LEAST_CHARACTERS else frozenset()

    def of_page(self, reading: Reading) -> frozenset[bytes]:
        """Give that of the page that a browser opens by this, by its host."""
        is_page = reading.request_headers.get("sec-fetch-dest") == "document"
        return self._page(reading.request_headers.get("host", "")) if is_page else frozenset()

    def of_opener(self, reading: Reading) -> frozenset[bytes]:
        """Give that of the page that a browser has open, for a preflight or what belongs to the page."""
        headers = reading.request_headers
        if reading.exchange.method == "OPTIONS" and "access-control-request-method" in headers:
            return self._page(headers.get("origin", "").partition("://")[2])
        is_part = (
            headers.get("sec-fetch-site") == "same-origin" and headers.get("sec-fetch-dest") != "document"
        )
        return self._page(headers.get("host", "")) if is_part else frozenset()

    def _page(self, host: str) -> frozenset[bytes]:
        return self._digests([f"the page at {host}"]) if host else frozenset()

    def _digests(self, values: list[str]) -> frozenset[bytes]:
        return frozenset(
            hmac.new(self._key, value.encode("utf-8", "surrogatepass"), hashlib.sha256).digest()[:12]
            for value in values
            if len(value) >= LEAST_CHARACTERS
        )


def _in_text(text: str) -> Iterator[str]:
    yield from _JWT.findall(text)
    yield from _SESSION_ID.findall(text)


def _in_fields(fields: Any) -> Iterator[str]:
    for name, value in fields.items():
        if name in _TRAVELLING:
            yield value


def _in_document(document: Any, *, depth: int) -> Iterator[str]:
    if depth > DEEPEST:
        return
    if isinstance(document, dict):
        for name, value in document.items():
            if isinstance(value, str) and name in _TRAVELLING:
                yield value
            else:
                yield from _in_document(value, depth=depth + 1)
    elif isinstance(document, list):
        for item in document:
            yield from _in_document(item, depth=depth + 1)


def _challenge_of(reading: Reading) -> list[str]:
    """PKCE: who redeems a code shows the verifier of the challenge that the sign-in began with (RFC 7636)."""
    verifier = reading.form.get("code_verifier", "")
    if not verifier:
        return []
    digest = hashlib.sha256(verifier.encode("utf-8", "surrogatepass")).digest()
    return [urlsafe_b64encode(digest).rstrip(b"=").decode()]


def _fields_of(location: str) -> dict[str, str]:
    query = location.partition("?")[2].partition("#")[0]
    fragment = location.partition("#")[2]
    return dict(parse_qsl(f"{query}&{fragment}", errors="replace"))
