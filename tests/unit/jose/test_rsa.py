"""RSA signatures, by both modules: what is deployed refuses and accepts what the library does."""

import base64
import hashlib
import random
from collections.abc import Callable
from types import ModuleType

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from isthmus.errors import DeniedError
from isthmus.jose import rsa, rsa_in_python
from unit.jose.issuing import a_private_key, encode_number
from unit.jose.test_vectors import RFC_7520_KEY, RFC_7520_TOKEN, SHA1_PREFIX, digest, pad

SIGNED = b"eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0"
HASHES = {"RS256": hashes.SHA256(), "RS384": hashes.SHA384(), "RS512": hashes.SHA512()}
SIZE = 256

each_module = pytest.mark.parametrize("module", [rsa, rsa_in_python], ids=lambda module: module.__name__)


def a_signature(
    *, signed: bytes = SIGNED, algorithm: str = "RS256", key: RSAPrivateKey | None = None
) -> bytes:
    return (key or a_private_key()).sign(signed, padding.PKCS1v15(), HASHES[algorithm])


def check(module: ModuleType, signature: bytes, *, signed: bytes = SIGNED, algorithm: str = "RS256") -> None:
    numbers = a_private_key().public_key().public_numbers()
    key = module.make_public_key(n=encode_number(numbers.n), e=encode_number(numbers.e))
    module.check_signature(signature, signed=signed, key=key, algorithm=algorithm)


def forged(block: bytes) -> bytes:
    """Sign a block of the attacker's making by the bare private operation."""
    numbers = a_private_key().private_numbers()
    number = pow(int.from_bytes(block, "big"), numbers.d, numbers.public_numbers.n)
    return number.to_bytes(SIZE, "big")


BLOCKS: list[Callable[[], bytes]] = [
    lambda: pad(digest(SIGNED), SIZE, head=b"\x00\x02"),
    lambda: pad(digest(SIGNED), SIZE, head=b"\x00\x00"),
    lambda: pad(digest(SIGNED), SIZE, filler=b"\x00"),
    lambda: pad(digest(SIGNED), SIZE, filler=b"\xfe"),
    lambda: pad(digest(b"something else"), SIZE),
    lambda: pad(hashlib.sha256(SIGNED).digest(), SIZE),
    lambda: pad(SHA1_PREFIX + hashlib.sha1(SIGNED, usedforsecurity=False).digest(), SIZE),
    lambda: pad(digest(SIGNED)[:-1], SIZE),
    lambda: pad(digest(SIGNED) + b"\x00", SIZE),
    lambda: (b"\x00\x01" + b"\xff" * 8 + b"\x00" + digest(SIGNED)).ljust(SIZE, b"\x5a"),
    lambda: b"\x00" * (SIZE - len(digest(SIGNED))) + digest(SIGNED),
    lambda: b"\x00" * (SIZE - 1) + b"\x01",
    lambda: b"\x00" * SIZE,
]


@each_module
@pytest.mark.parametrize("block", BLOCKS)
def test_refuses_a_block_that_is_not_the_one_of_rfc_8017(
    module: ModuleType, block: Callable[[], bytes]
) -> None:
    with pytest.raises(DeniedError) as refused:
        check(module, forged(block()))
    assert refused.value.rule == "signature"


def plus_the_modulus(signature: bytes) -> bytes:
    number = int.from_bytes(signature, "big") + a_private_key().public_key().public_numbers().n
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


ALTERATIONS: list[Callable[[bytes], bytes]] = [
    lambda _: b"",
    lambda signature: signature[:-1],
    lambda signature: signature[1:],
    lambda signature: b"\x00" + signature,
    lambda signature: signature + b"\x00",
    lambda signature: signature * 2,
    lambda signature: signature[::-1],
    lambda signature: b"\x00" * len(signature),
    lambda signature: b"\xff" * len(signature),
    plus_the_modulus,
]


@each_module
@pytest.mark.parametrize("alter", ALTERATIONS)
def test_refuses_an_altered_signature(module: ModuleType, alter: Callable[[bytes], bytes]) -> None:
    with pytest.raises(DeniedError):
        check(module, alter(a_signature()))


@each_module
def test_refuses_any_bit_that_is_turned(module: ModuleType) -> None:
    signature, places = a_signature(), random.Random(7520)  # noqa: S311  places to try, no secret
    for _ in range(64):
        place = places.randrange(SIZE * 8)
        turned = int.from_bytes(signature, "big") ^ (1 << place)
        with pytest.raises(DeniedError):
            check(module, turned.to_bytes(SIZE, "big"))


@each_module
def test_refuses_what_another_key_or_another_algorithm_signed(module: ModuleType) -> None:
    for signature in (
        a_signature(key=a_private_key("another")),
        a_signature(algorithm="RS384"),
        a_signature(signed=b"x"),
    ):
        with pytest.raises(DeniedError):
            check(module, signature)


@each_module
@pytest.mark.parametrize("algorithm", HASHES)
def test_takes_a_signature_that_openssl_made(module: ModuleType, algorithm: str) -> None:
    check(module, a_signature(algorithm=algorithm), algorithm=algorithm)


@each_module
def test_takes_the_signature_of_rfc_7520(module: ModuleType) -> None:
    signed, _, signature = RFC_7520_TOKEN.rpartition(".")
    key = module.make_public_key(n=RFC_7520_KEY["n"], e=RFC_7520_KEY["e"])
    raw = base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
    module.check_signature(raw, signed=signed.encode(), key=key, algorithm="RS256")


def test_both_modules_have_the_same_functions() -> None:
    public = [
        {name for name in vars(module) if name in {"PublicKey", "make_public_key", "check_signature"}}
        for module in (rsa, rsa_in_python)
    ]
    assert public[0] == public[1] == {"PublicKey", "make_public_key", "check_signature"}
