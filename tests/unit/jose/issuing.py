"""An issuer of the tests' own: RSA by `cryptography`, tokens put together byte by byte, good ones and bad.

None of it goes through joserfc, so that a fault there can't prove itself.
"""

import base64
import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from isthmus.jose.keys import Algorithm, StaticKeys
from isthmus.jose.verify import SignedClaims, verify_token

KID = "1234example="
RS256 = frozenset({Algorithm.RS256})
_HASHES = {"RS256": hashes.SHA256(), "RS384": hashes.SHA384(), "RS512": hashes.SHA512()}


class SetClock:
    """A clock that stands where it is put."""

    def __init__(self, now: float = 1_727_000_000) -> None:
        self.time = now

    def now(self) -> float:
        return self.time


@lru_cache
def a_private_key(name: str = "one", *, bits: int = 2048) -> rsa.RSAPrivateKey:  # noqa: ARG001  one per name
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def encode_number(number: int) -> str:
    return encode(number.to_bytes((number.bit_length() + 7) // 8, "big"))


def a_jwk(key: rsa.RSAPrivateKey | None = None, **changes: Any) -> dict[str, Any]:
    """A JWK as Cognito writes it; a change to None leaves the member out."""
    numbers = (key or a_private_key()).public_key().public_numbers()
    members = {
        "kid": KID,
        "alg": "RS256",
        "kty": "RSA",
        "e": encode_number(numbers.e),
        "n": encode_number(numbers.n),
        "use": "sig",
        **changes,
    }
    return {name: value for name, value in members.items() if value is not None}


def a_jwks(*keys: Mapping[str, Any]) -> bytes:
    return json.dumps({"keys": list(keys or (a_jwk(),))}).encode()


def some_keys(*keys: Mapping[str, Any]) -> StaticKeys:
    return StaticKeys.parse(a_jwks(*keys))


def sign(
    payload: Mapping[str, Any] | bytes,
    *,
    header: Mapping[str, Any] | bytes | None = None,
    key: rsa.RSAPrivateKey | None = None,
    algorithm: str = "RS256",
) -> str:
    """Sign any bytes under any header; `algorithm` is what is really done, whatever the header says."""
    header = {"kid": KID, "alg": "RS256"} if header is None else header
    signing_input = f"{_encode_part(header)}.{_encode_part(payload)}"
    signature = (key or a_private_key()).sign(signing_input.encode(), padding.PKCS1v15(), _HASHES[algorithm])
    return f"{signing_input}.{encode(signature)}"


def signed_claims(payload: Mapping[str, Any] | bytes) -> SignedClaims:
    """Claims as only a verified token gives them."""
    return verify_token(sign(payload), keys=some_keys(), algorithms=RS256)


def _encode_part(part: Mapping[str, Any] | bytes) -> str:
    return encode(part if isinstance(part, bytes) else json.dumps(part).encode())
