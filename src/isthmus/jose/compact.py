"""The compact form of a signed token (RFC 7515 section 7.1), taken apart and not yet believed.

Each part is read once and by one parser, so that what is checked and what is signed can't differ. Keys,
signatures and claims are the business of `verify`.
"""

from functools import lru_cache
from typing import Any, NamedTuple

from isthmus.errors import DeniedError, MalformedError
from isthmus.jose.base64url import parse_base64url
from isthmus.jose.strict_json import parse_object

MAX_TOKEN_CHARACTERS = 16 * 1024
_PARTS = 3

# SECURITY: each of these lets a token choose its own key or its own verification (RFC 8725 section 3.10,
# RFC 7797 section 6); none of them is understood here, and what is critical and not understood is refused.
_REFUSED_PARAMETERS = frozenset({"crit", "jku", "jwk", "x5u", "x5c", "b64", "zip"})

# RFC 8725 section 3.11: a logout token or a security event is signed by the same keys and is no access token.
_TYPES = frozenset({"jwt", "at+jwt"})


class UnverifiedToken(NamedTuple):
    """The parts of a token nobody has verified: what it says of itself, and what is to be verified."""

    algorithm: str
    kid: str
    signing_input: bytes
    payload: bytes
    signature: bytes

    def __repr__(self) -> str:
        """Say what the header says, and nothing that could be used as a token."""
        return f"UnverifiedToken(algorithm={self.algorithm!r}, kid={self.kid!r})"


def parse_token(unverified_token: str) -> UnverifiedToken:
    """Take a compact token of at most 16 KiB apart.

    Raises `MalformedError` if it is none, and `DeniedError` if its header asks for what we refuse.
    """
    _check_form(unverified_token)
    signing_input, _, signature = unverified_token.encode("ascii").rpartition(b".")
    header_text, _, payload = signing_input.partition(b".")
    header = _parse_header(header_text)
    return UnverifiedToken(
        algorithm=header.algorithm,
        kid=header.kid,
        signing_input=signing_input,
        payload=parse_base64url(payload),
        signature=parse_base64url(signature),
    )


def read_unverified_kid(unverified_token: str) -> str:
    """Give the name of the key that a token claims: fit to tell whether that key is at hand, no more.

    Raises as `parse_token` does about form and header; the other parts are not looked at.
    """
    _check_form(unverified_token)
    return _parse_header(unverified_token.partition(".")[0].encode("ascii")).kid


def read_unverified_issuer(unverified_token: str) -> str:
    """Give the `iss` that a token claims: fit to choose who verifies it, and for nothing else."""
    return _get_text(parse_object(parse_token(unverified_token).payload), "iss")


def _check_form(unverified_token: str) -> None:
    if len(unverified_token) > MAX_TOKEN_CHARACTERS:
        raise MalformedError(f"a token longer than {MAX_TOKEN_CHARACTERS} characters")
    if not unverified_token.isascii() or unverified_token.count(".") != _PARTS - 1:
        raise MalformedError("not a compact token of three parts")


class _Header(NamedTuple):
    algorithm: str
    kid: str


@lru_cache(maxsize=32)
def _parse_header(header_text: bytes) -> _Header:
    # All tokens of one key have one and the same header, byte for byte.
    header = parse_object(parse_base64url(header_text))
    _check_parameters(header)
    return _Header(algorithm=_get_text(header, "alg"), kid=_get_text(header, "kid"))


def _check_parameters(header: dict[str, Any]) -> None:
    if not _REFUSED_PARAMETERS.isdisjoint(header):
        raise DeniedError("a header parameter that chooses its own verification", rule="header")
    if "typ" in header and _get_text(header, "typ").lower().removeprefix("application/") not in _TYPES:
        raise DeniedError("a typ of another kind of token", rule="header")


def _get_text(members: dict[str, Any], name: str) -> str:
    value = members.get(name)
    if not isinstance(value, str) or not value:
        raise MalformedError(f"a token without a text as {name}")
    return value
