"""JSON Web Keys: only public RSA signature keys of a fair size get in."""

import json
from pathlib import Path
from typing import Any

import pytest

from isthmus.errors import ConfigurationError, MalformedError
from isthmus.jose.keys import MAX_JWKS_BYTES, MAX_KEYS, Algorithm, StaticKeys, parse_jwk, parse_jwks
from unit.jose.issuing import KID, a_jwk, a_jwks, a_private_key, encode, encode_number

_N = a_private_key().public_key().public_numbers().n


@pytest.mark.parametrize(
    "changes",
    [
        {"kty": None},
        {"kty": "EC"},
        {"kty": "oct"},
        {"kty": "rsa"},
        {"kty": ["RSA"]},
        {"use": "enc"},
        {"use": ["sig"]},
        {"key_ops": ["encrypt"]},
        {"key_ops": []},
        {"key_ops": "verify"},
        {"key_ops": 1},
        {"alg": "HS256"},
        {"alg": "none"},
        {"alg": "PS256"},
        {"alg": "RSA-OAEP"},
        {"alg": 1},
        {"alg": ["RS256"]},
        {"alg": {}},
        {"kid": None},
        {"kid": ""},
        {"kid": 1},
        {"n": None},
        {"n": 1},
        {"n": ""},
        {"n": "ä"},
        {"n": "A"},
        {"n": encode_number(_N) + "="},
        {"n": encode_number(_N >> 1)},
        {"n": encode_number(2**2047)},
        {"n": encode_number(_N << 7000)},
        {"e": None},
        {"e": ""},
        {"e": encode_number(1)},
        {"e": encode_number(2)},
        {"e": encode_number(65536)},
        {"e": encode_number(2**33 + 1)},
        {"d": encode_number(_N)},
        {"p": "AQ"},
    ],
    ids=str,
)
def test_refuses_a_key_that_is_no_public_rsa_signature_key(changes: dict[str, Any]) -> None:
    with pytest.raises(MalformedError):
        parse_jwk(a_jwk(**changes))


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b"{}",
        b'{"keys": {}}',
        b'{"keys": null}',
        b'{"keys": []}',
        b'{"keys": [null, 1, "x", []]}',
        b"<html>502</html>",
        a_jwks(a_jwk(kty="EC"), a_jwk(use="enc")),
        a_jwks(a_jwk(), a_jwk(a_private_key("two"))),
        json.dumps({"keys": [a_jwk()] * (MAX_KEYS + 1)}).encode(),
        b'{"keys": [], "keys": [' + json.dumps(a_jwk()).encode() + b"]}",
        a_jwks() + b" " * MAX_JWKS_BYTES,
    ],
    ids=range(13),
)
def test_refuses_a_set_that_is_none_or_has_no_usable_key(text: bytes) -> None:
    with pytest.raises(MalformedError):
        parse_jwks(text)


def test_passes_over_the_keys_it_can_not_use() -> None:
    jwks = a_jwks(a_jwk(kid="enc", use="enc"), a_jwk(kid="ec", kty="EC"), a_jwk(kid="ours"))
    assert [key.kid for key in parse_jwks(jwks)] == ["ours"]


def test_reads_a_key() -> None:
    key = parse_jwk(a_jwk())
    assert (key.kid, key.algorithm, key.modulus, key.exponent) == (KID, Algorithm.RS256, _N, 65537)
    assert key.rsa.public_key.public_numbers() == a_private_key().public_key().public_numbers()
    assert repr(key) == f"VerificationKey(kid='{KID}', algorithm=<Algorithm.RS256: 'RS256'>)"


def test_takes_a_key_whose_use_and_algorithm_are_not_named() -> None:
    assert parse_jwk(a_jwk(use=None, alg=None)).algorithm is None
    assert parse_jwk(a_jwk(key_ops=["verify"], x5t=encode(b"x"))).kid == KID


def test_keys_are_equal_by_name_algorithm_and_numbers() -> None:
    assert parse_jwk(a_jwk()) == parse_jwk(a_jwk())
    assert parse_jwk(a_jwk()) != parse_jwk(a_jwk(kid="other"))
    assert parse_jwk(a_jwk()) != parse_jwk(a_jwk(a_private_key("two")))


def test_static_keys_are_found_by_name_and_never_fetched() -> None:
    keys = StaticKeys.parse(a_jwks())
    assert keys.find_key("unknown") is None
    assert not keys.needs_fetch("unknown")
    found = keys.find_key(KID)
    assert found is not None
    assert found is keys.find_key(KID)


@pytest.mark.parametrize(
    "text", [b"", b"{}", b" " * (MAX_JWKS_BYTES + 1)], ids=["empty", "no keys", "too long"]
)
def test_refuses_a_file_that_holds_no_key_set(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "jwks.json"
    path.write_bytes(text)
    with pytest.raises(MalformedError):
        StaticKeys.read(path)


def test_says_which_file_can_not_be_read(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"jwks\.json"):
        StaticKeys.read(tmp_path / "jwks.json")


def test_reads_the_keys_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "jwks.json"
    path.write_bytes(a_jwks())
    assert StaticKeys.read(path).find_key(KID) is not None
