"""What `rsa` does, by the standard library alone: for the packages of deployed functions.

Only verifying, which handles nothing secret. See docs/decisions/0016.
"""

import hashlib
from typing import NamedTuple

from isthmus.errors import DeniedError
from isthmus.jose.base64url import parse_base64url

# RFC 8017 section 9.2, note 1: the DER before the digest.
_PREFIXES = {
    "RS256": ("sha256", bytes.fromhex("3031300d060960864801650304020105000420")),
    "RS384": ("sha384", bytes.fromhex("3041300d060960864801650304020205000430")),
    "RS512": ("sha512", bytes.fromhex("3051300d060960864801650304020305000440")),
}


class PublicKey(NamedTuple):
    """An RSA public key."""

    modulus: int
    exponent: int


def make_public_key(*, n: str, e: str) -> PublicKey:
    """Take modulus and exponent as a JSON Web Key has them; whether they are good ones is checked before."""
    return PublicKey(modulus=_read_number(n), exponent=_read_number(e))


def check_signature(unverified_signature: bytes, *, signed: bytes, key: PublicKey, algorithm: str) -> None:
    """Raise `DeniedError` unless the signature of `signed` holds (RFC 8017 section 8.2.2)."""
    size = (key.modulus.bit_length() + 7) // 8
    number = int.from_bytes(unverified_signature, "big")
    if len(unverified_signature) != size or number >= key.modulus:
        raise DeniedError("the signature is none of this key", rule="signature")
    # SECURITY: the block is made here and compared as a whole. Whoever takes it apart instead is soon made
    # to overlook bytes in it, and then anyone can sign for keys of a small exponent (CVE-2006-4339).
    block = pow(number, key.exponent, key.modulus).to_bytes(size, "big")
    if block != _make_block(signed, size=size, algorithm=algorithm):
        raise DeniedError("the signature does not hold", rule="signature")


def _make_block(signed: bytes, *, size: int, algorithm: str) -> bytes:
    digest_name, prefix = _PREFIXES[algorithm]
    ending = b"\x00" + prefix + hashlib.new(digest_name, signed).digest()
    return b"\x00\x01".ljust(size - len(ending), b"\xff") + ending


def _read_number(text: str) -> int:
    return int.from_bytes(parse_base64url(text.encode("ascii")), "big")
