"""One token: taken apart, its signature checked against given keys, and its claims one by one."""

import base64
import binascii
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from isthmus.local.openid.errors import (
    BadSignatureError,
    MissingClaimError,
    NotATokenError,
    NotYetValidError,
    TokenExpiredError,
    WrongAudienceError,
    WrongIssuerError,
)

ALGORITHMS: Mapping[str, str] = {
    "RS256": "RSA",
    "RS384": "RSA",
    "RS512": "RSA",
    "ES256": "EC",
    "ES384": "EC",
    "ES512": "EC",
}
CURVES: Mapping[str, str] = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521"}
SMALLEST_RSA_MODULUS = 256  # bytes: RFC 7518 section 3.3 wants 2048 bits
SKEW_SECONDS = 300  # Cognito Developer Guide, "OIDC provider": a grace period of 5 minutes
LATEST_MOMENT = 253_402_300_799  # the last second of the year 9999; not a number compares false, too
LONGEST_TOKEN = 50_000
COMPACT_PARTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class UnverifiedToken:
    """A token's parts, none of them believed."""

    compact: str
    header: Mapping[str, Any]
    claims: Mapping[str, Any]

    @property
    def issuer(self) -> str:
        """Who it says made it; empty if it doesn't say."""
        issuer = self.claims.get("iss")
        return issuer if isinstance(issuer, str) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenIdClaims:
    """What a verified token says. `audience` is its azp if it has one, else the listed one of its aud."""

    issuer: str
    subject: str
    audience: str
    expires_at: int
    claims: Mapping[str, Any]


def parse_token(unverified_token: str) -> UnverifiedToken:
    """Take a compact token apart, or raise NotATokenError."""
    parts = unverified_token.split(".")
    if len(parts) != COMPACT_PARTS or len(unverified_token) > LONGEST_TOKEN:
        raise NotATokenError("not three parts, or too long")
    return UnverifiedToken(
        compact=unverified_token, header=_parse_object(parts[0]), claims=_parse_object(parts[1])
    )


def verify_signature(token: UnverifiedToken, *, keys: Iterable[Mapping[str, Any]]) -> None:
    """Raise BadSignatureError unless the key that the token names signed it, by an algorithm of our list."""
    algorithm, key_id = str(token.header.get("alg")), token.header.get("kid")
    if algorithm not in ALGORITHMS or not isinstance(key_id, str) or "crit" in token.header:
        raise BadSignatureError("the header names no algorithm of ours, no key, or an extension")
    named = [key for key in keys if key.get("kid") == key_id]
    if len(named) != 1 or not _fits(named[0], algorithm=algorithm):
        raise BadSignatureError("the named key is not one for this algorithm")
    _verify(token, key=named[0], algorithm=algorithm)


def check_issuer(token: UnverifiedToken, *, issuer: str) -> None:
    """Compare the whole issuer."""
    if token.issuer != issuer:
        raise WrongIssuerError("another issuer")


def check_times(token: UnverifiedToken, *, now: float, skew_seconds: int) -> int:
    """Give when the token ends: not more than `skew_seconds` ago. It must have begun by our five minutes."""
    expires_at = _moment(token, "exp")
    if now >= expires_at + skew_seconds:
        raise TokenExpiredError(now=int(now), expires_at=int(expires_at))
    begins = [_moment(token, "iat")]
    if "nbf" in token.claims:
        begins.append(_moment(token, "nbf"))
    if max(begins) > now + SKEW_SECONDS:
        raise NotYetValidError("iat or nbf is in the future")
    return int(expires_at)


def check_audience(token: UnverifiedToken, *, client_ids: Collection[str]) -> str:
    """Give the client that the token is for. `azp` counts alone if there is one, as AWS has it."""
    for candidate in [text_claim(token, "azp")] if "azp" in token.claims else _texts(token, "aud"):
        if candidate in client_ids:
            return candidate
    raise WrongAudienceError("no listed client")


def text_claim(token: UnverifiedToken, name: str) -> str:
    """Give a claim that is a text and not empty."""
    value = token.claims.get(name)
    if not isinstance(value, str) or not value:
        raise MissingClaimError(name)
    return value


def _verify(token: UnverifiedToken, *, key: Mapping[str, Any], algorithm: str) -> None:
    from joserfc import jwk, jws  # noqa: PLC0415  80 ms, at the first token
    from joserfc.errors import JoseError  # noqa: PLC0415  the same

    try:
        imported = jwk.import_key(dict(key))
        jws.deserialize_compact(
            token.compact,
            imported,
            registry=jws.JWSRegistry(algorithms=[algorithm], strict_check_header=False),
        )
    except (JoseError, ValueError, TypeError, KeyError, binascii.Error) as error:
        raise BadSignatureError(type(error).__name__) from error


def _fits(key: Mapping[str, Any], *, algorithm: str) -> bool:
    kind = key.get("kty")
    if (
        kind != ALGORITHMS[algorithm]
        or key.get("use", "sig") != "sig"
        or key.get("alg", algorithm) != algorithm
    ):
        return False
    if kind == "EC":
        return key.get("crv") == CURVES[algorithm]
    return len(_decode_or_nothing(key.get("n"))) >= SMALLEST_RSA_MODULUS


def _decode_or_nothing(value: Any) -> bytes:
    try:
        return _decode(value) if isinstance(value, str) else b""
    except NotATokenError:
        return b""


def _moment(token: UnverifiedToken, name: str) -> float:
    value = token.claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= LATEST_MOMENT:
        raise MissingClaimError(name)
    return value


def _texts(token: UnverifiedToken, name: str) -> Sequence[str]:
    value = token.claims.get(name)
    values = [value] if isinstance(value, str) else value
    if (
        not isinstance(values, list)
        or not values
        or not all(isinstance(text, str) and text for text in values)
    ):
        raise MissingClaimError(name)
    return values


def _parse_object(part: str) -> dict[str, Any]:
    try:
        value = json.loads(_decode(part), object_pairs_hook=_unique, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise NotATokenError("a part is no JSON") from error
    if not isinstance(value, dict):
        raise NotATokenError("a part is no JSON object")
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """SECURITY: of a name that comes twice, two readers may take two values."""
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a name comes twice")
    return value


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _decode(part: str) -> bytes:
    """Decode base64url without padding, exactly: one content has one spelling."""
    try:
        content = base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotATokenError("a part is no base64url") from error
    if base64.urlsafe_b64encode(content).rstrip(b"=").decode() != part:
        raise NotATokenError("a part is no base64url in its one form")
    return content
