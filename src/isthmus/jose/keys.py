"""Keys that verify signatures: JSON Web Keys (RFC 7517) to `VerificationKey`, and where to find them.

Only RSA keys of 2048 to 8192 bits; what a set holds beside them is passed over. Fetching and ageing are the
business of `jwks`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol, Self

from isthmus.errors import ConfigurationError, MalformedError
from isthmus.jose.base64url import parse_base64url
from isthmus.jose.rsa import PublicKey, make_public_key
from isthmus.jose.strict_json import parse_object

MAX_JWKS_BYTES = 256 * 1024
MAX_KEYS = 100
_SMALLEST_MODULUS_BITS = 2048  # NIST SP 800-131A
_LARGEST_MODULUS_BITS = 8192  # a larger one costs whoever verifies, not whoever signs
_LARGEST_EXPONENT_BITS = 32
_PRIVATE_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth"})


class Algorithm(StrEnum):
    """Every signature algorithm that can be accepted at all (RFC 7518 section 3.3). No HMAC, no `none`."""

    RS256 = "RS256"
    RS384 = "RS384"
    RS512 = "RS512"


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationKey:
    """A public RSA key with its name. `algorithm` is None where the key's owner named none."""

    kid: str
    algorithm: Algorithm | None
    modulus: int = field(repr=False)
    exponent: int = field(repr=False)
    rsa: PublicKey = field(repr=False, compare=False)


class KeySource(Protocol):
    """Find the key a token names."""

    def find_key(self, kid: str) -> VerificationKey | None:
        """Give the key, or None if there is no such key; may ask the issuer, and wait for it.

        Raises `UnavailableError` if there is no key set that can be trusted.
        """
        ...

    def needs_fetch(self, kid: str) -> bool:
        """Whether `find_key` would go out to the issuer, and so belongs on a thread."""
        ...


class StaticKeys:
    """Keys that are known beforehand and never fetched."""

    def __init__(self, keys: Iterable[VerificationKey]) -> None:
        self._keys = {key.kid: key for key in keys}

    @classmethod
    def parse(cls, jwks: bytes) -> Self:
        """Take the keys of a JSON Web Key Set."""
        return cls(parse_jwks(jwks))

    @classmethod
    def read(cls, path: Path) -> Self:
        """Take the keys of a file, for use offline: whoever writes that file says which tokens are good.

        Raises `MalformedError` if it holds no key set, `ConfigurationError` if it can't be read.
        """
        try:
            with path.open("rb") as file:
                return cls.parse(file.read(MAX_JWKS_BYTES + 1))
        except OSError as error:
            raise ConfigurationError(f"{path} can't be read: {error.strerror}") from error

    def find_key(self, kid: str) -> VerificationKey | None:
        """Give the key, or None."""
        return self._keys.get(kid)

    def needs_fetch(self, kid: str) -> bool:  # noqa: ARG002  the port asks by key
        """Never."""
        return False


def parse_jwks(unverified_bytes: bytes) -> tuple[VerificationKey, ...]:
    """Take the usable keys of a JSON Web Key Set; the others are passed over (RFC 7517 section 5).

    Raises `MalformedError` if it is none, is too large, has no usable key, or two of one name.
    """
    if len(unverified_bytes) > MAX_JWKS_BYTES:
        raise MalformedError(f"a key set longer than {MAX_JWKS_BYTES} bytes")
    members = parse_object(unverified_bytes).get("keys")
    if not isinstance(members, list) or len(members) > MAX_KEYS:
        raise MalformedError(f"a key set without a list of at most {MAX_KEYS} keys")
    keys = tuple(key for member in members if (key := _find_usable(member)) is not None)
    if not keys:
        raise MalformedError("a key set without a usable key")
    if len({key.kid for key in keys}) != len(keys):
        raise MalformedError("a key set with two keys of one kid")
    return keys


def parse_jwk(unverified_members: Mapping[str, Any]) -> VerificationKey:
    """Take a public RSA signature key; raise `MalformedError` on anything else."""
    _check_purpose(unverified_members)
    modulus = _get_number(unverified_members, "n")
    exponent = _get_number(unverified_members, "e")
    if modulus % 2 == 0 or not _SMALLEST_MODULUS_BITS <= modulus.bit_length() <= _LARGEST_MODULUS_BITS:
        raise MalformedError("a key with a modulus that is not accepted")
    # SECURITY: with an exponent of 1 anything is its own signature.
    if exponent % 2 == 0 or not 1 < exponent.bit_length() <= _LARGEST_EXPONENT_BITS:
        raise MalformedError("a key with an exponent that is not accepted")
    return VerificationKey(
        kid=_get_kid(unverified_members),
        algorithm=_find_algorithm(unverified_members),
        modulus=modulus,
        exponent=exponent,
        rsa=make_public_key(n=unverified_members["n"], e=unverified_members["e"]),
    )


def _find_usable(unverified_member: object) -> VerificationKey | None:
    if not isinstance(unverified_member, dict):
        return None
    try:
        return parse_jwk(unverified_member)
    except MalformedError:
        return None


def _check_purpose(members: Mapping[str, Any]) -> None:
    if members.get("kty") != "RSA":
        raise MalformedError("not an RSA key")
    operations = members.get("key_ops", ["verify"])
    if members.get("use", "sig") != "sig" or not isinstance(operations, list) or "verify" not in operations:
        raise MalformedError("not a key to verify signatures with")
    if not _PRIVATE_MEMBERS.isdisjoint(members):
        raise MalformedError("a private key")


def _get_number(members: Mapping[str, Any], name: str) -> int:
    text = members.get(name)
    if not isinstance(text, str) or not text.isascii():
        raise MalformedError(f"a key without {name}")
    return int.from_bytes(parse_base64url(text.encode("ascii")), "big")


def _get_kid(members: Mapping[str, Any]) -> str:
    kid = members.get("kid")
    if not isinstance(kid, str) or not kid:
        raise MalformedError("a key without a kid")
    return kid


def _find_algorithm(members: Mapping[str, Any]) -> Algorithm | None:
    if "alg" not in members:
        return None
    try:
        return Algorithm(members["alg"])
    except ValueError:
        raise MalformedError("a key for an algorithm that is not accepted") from None
