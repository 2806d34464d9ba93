"""Published vectors: the RS256 signature of RFC 7520 section 4.1, and ways that signatures were forged.

The forgeries follow the classes of Project Wycheproof's PKCS #1 v1.5 and JSON Web Crypto tests; the
signatures are made here, with a key of the tests' own.
"""

import base64
import hashlib
import json
from collections.abc import Callable

import pytest

from isthmus.errors import DeniedError, IsthmusError, MalformedError
from isthmus.jose.keys import StaticKeys
from isthmus.jose.verify import verify_token
from unit.jose.issuing import KID, RS256, a_private_key, encode, sign, some_keys

RFC_7520_KEY = {
    "kty": "RSA",
    "kid": "bilbo.baggins@hobbiton.example",
    "use": "sig",
    "n": ""
    "n4EPtAOCc9AlkeQHPzHStgAbgs7bTZLwUBZdR8_KuKPEHLd4rHVTeT-O-XV2jRojdNhxJWTDvNd7nqQ0VEiZQHz_AJmSCpMaJMRB"
    "SFKrKb2wqVwGU_NsYOYL-QtiWN2lbzcEe6XC0dApr5ydQLrHqkHHig3RBordaZ6Aj-oBHqFEHYpPe7Tpe-OfVfHd1E6cS6M1FZcD"
    "1NNLYD5lFHpPI9bTwJlsde3uhGqC0ZCuEHg8lhzwOHrtIQbS0FVbb9k3-tVTU4fg_3L_vniUFAKwuCLqKnS2BYwdq_mzSnbLY7h_"
    "qixoR7jig3__kRhuaxwUkRz5iaiQkqgc5gHdrNP5zw",
    "e": "AQAB",
}
RFC_7520_TOKEN = (
    "eyJhbGciOiJSUzI1NiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9.SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2lu"
    "ZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9hZCwgYW5kIGlmIHlvdSBkb24ndCBrZWVw"
    "IHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9mZiB0by4.MRjdkly7_-oTPTS3"
    "AXP41iQIGKa80A0ZmTuV5MEaHoxnW2e5CZ5NlKtainoFmKZopdHM1O2U4mwzJdQx996ivp83xuglII7PNDi84wnB-BDkoBwA78185hX-"
    "Es4JIwmDLJK3lfWRa-XtL0RnltuYv746iYTh_qHRD68BNt1uSNCrUCTJDt5aAE6x8wW1Kt9eRo4QPocSadnHXFxnt8Is9UzpERV0ePPQ"
    "dLuW3IS_de3xyIrDaLGdjluPxUAhb6L2aXic1U12podGU0KLUQSE_oI-ZnmKJ3F4uOZDnd6QZWJushZ41Axf_fcIe8u9ipH84ogoree7"
    "vjbU5y18kDquDg"
)
SHA256_PREFIX = bytes.fromhex("3031300d060960864801650304020105000420")
SHA1_PREFIX = bytes.fromhex("3021300906052b0e03021a05000414")


def rfc_7520_keys() -> StaticKeys:
    return StaticKeys.parse(json.dumps({"keys": [RFC_7520_KEY]}).encode())


def test_rfc_7520_signature_holds_and_its_payload_is_no_claims() -> None:
    with pytest.raises(MalformedError, match="not JSON"):
        verify_token(RFC_7520_TOKEN, keys=rfc_7520_keys(), algorithms=RS256)


@pytest.mark.parametrize("change", [("SXTi", "SXTj"), (".MRjd", ".MRje"), ("kDquDg", "kDquDQ")])
def test_refuses_the_rfc_7520_token_with_a_letter_changed(change: tuple[str, str]) -> None:
    with pytest.raises(DeniedError) as caught:
        verify_token(RFC_7520_TOKEN.replace(*change), keys=rfc_7520_keys(), algorithms=RS256)
    assert caught.value.rule == "signature"


def token_with(block: Callable[[bytes, int], bytes]) -> str:
    """Sign a block of the attacker's making by the bare private operation: as a broken check takes it."""
    numbers = a_private_key().private_numbers()
    modulus, size = numbers.public_numbers.n, (numbers.public_numbers.n.bit_length() + 7) // 8
    signing_input = ".".join(
        (encode(json.dumps({"alg": "RS256", "kid": KID}).encode()), encode(b'{"sub": "x"}'))
    )
    padded = int.from_bytes(block(signing_input.encode(), size), "big")
    assert padded < modulus
    signature = pow(padded, numbers.d, modulus).to_bytes(size, "big")
    return f"{signing_input}.{encode(signature)}"


def pad(content: bytes, size: int, *, head: bytes = b"\x00\x01", filler: bytes = b"\xff") -> bytes:
    return head + filler * (size - len(head) - 1 - len(content)) + b"\x00" + content


def digest(signing_input: bytes) -> bytes:
    return SHA256_PREFIX + hashlib.sha256(signing_input).digest()


@pytest.mark.parametrize(
    "block",
    [
        lambda text, size: pad(digest(text), size, head=b"\x00\x02"),
        lambda text, size: pad(digest(text), size, filler=b"\x00"),
        lambda text, size: pad(digest(text), size, filler=b"\xfe"),
        lambda text, size: pad(hashlib.sha256(text).digest(), size),
        lambda text, size: pad(SHA1_PREFIX + hashlib.sha1(text, usedforsecurity=False).digest(), size),
        lambda text, size: pad(digest(text)[:-1], size),
        lambda text, size: pad(digest(text) + b"\x00", size),
        lambda text, size: pad(SHA256_PREFIX.replace(b"\x05\x00", b"\x05\x01\x00") + digest(text)[19:], size),
        # CVE-2006-4339: the digest stands after a short padding, and garbage fills the rest.
        lambda text, size: (b"\x00\x01" + b"\xff" * 8 + b"\x00" + digest(text)).ljust(size, b"\x5a"),
        lambda text, size: b"\x00" * (size - len(digest(text))) + digest(text),
    ],
    ids=range(10),
)
def test_refuses_a_padding_that_is_not_the_one_of_rfc_8017(block: Callable[[bytes, int], bytes]) -> None:
    with pytest.raises(DeniedError) as caught:
        verify_token(token_with(block), keys=some_keys(), algorithms=RS256)
    assert caught.value.rule == "signature"


def test_the_block_of_rfc_8017_is_what_the_forgeries_differ_from() -> None:
    token = token_with(lambda text, size: pad(digest(text), size))
    assert verify_token(token, keys=some_keys(), algorithms=RS256).claims == {"sub": "x"}


@pytest.mark.parametrize(
    "alter",
    [
        lambda _: b"",
        lambda signature: b"\x00" * len(signature),
        lambda signature: b"\x00" * (len(signature) - 1) + b"\x01",
        lambda signature: b"\xff" * len(signature),
        lambda signature: b"\x00" + signature,
        lambda signature: signature + b"\x00",
        lambda signature: signature[:-1],
        lambda signature: signature + signature,
    ],
    ids=range(8),
)
def test_refuses_a_signature_of_another_length_or_a_trivial_one(alter: Callable[[bytes], bytes]) -> None:
    numbers = a_private_key().public_key().public_numbers()
    size = (numbers.n.bit_length() + 7) // 8
    signing_input, _, _ = sign({"sub": "x"}).rpartition(".")
    token = f"{signing_input}.{encode(alter(bytes(range(256))[:size]))}"
    with pytest.raises(IsthmusError):
        verify_token(token, keys=some_keys(), algorithms=RS256)


def test_refuses_a_signature_that_the_modulus_was_added_to() -> None:
    numbers = a_private_key().public_key().public_numbers()
    signing_input, _, signature = sign({"sub": "x"}).rpartition(".")
    padded = signature + "=" * (-len(signature) % 4)
    value = int.from_bytes(base64.urlsafe_b64decode(padded), "big") + numbers.n
    forged = encode(value.to_bytes((value.bit_length() + 7) // 8, "big"))
    with pytest.raises(DeniedError):
        verify_token(f"{signing_input}.{forged}", keys=some_keys(), algorithms=RS256)
