"""The compact form, and the headers that are refused before anything is verified."""

import json
from typing import Any

import pytest

from isthmus.errors import DeniedError, MalformedError
from isthmus.jose.compact import MAX_TOKEN_CHARACTERS, parse_token, read_unverified_issuer
from unit.jose.issuing import KID, encode, sign

HEADER = {"kid": KID, "alg": "RS256"}


def a_token(**header: Any) -> str:
    return sign({"iss": "https://issuer.example"}, header={**HEADER, **header})


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "..",
        "a.b",
        "a.b.c",
        "a.b.c.d.e",
        "." * 16_000,
        "\u212a.a.a",
        "Bearer e30.e30.e30",
        "e30.e30.e30",
        f"{encode(b'[]')}.e30.AAAA",
        f"{encode(b'null')}.e30.AAAA",
        f"{encode(json.dumps(HEADER).encode())}=.e30.AAAA",
        f"{encode(json.dumps(HEADER).encode())}.e30=.AAAA",
        f"{encode(json.dumps(HEADER).encode())}.e30.AA==",
        f"{encode(json.dumps(HEADER).encode())}.e30.AB",
        f"{encode(json.dumps(HEADER).encode())}.e30.AAAA\n",
        f" {encode(json.dumps(HEADER).encode())}.e30.AAAA",
        f"{encode(b'{' + b'[' * 3000)}.e30.AAAA",
    ],
)
def test_refuses_what_is_no_compact_token(text: str) -> None:
    with pytest.raises(MalformedError):
        parse_token(text)


def test_refuses_a_token_longer_than_the_limit_without_reading_it() -> None:
    with pytest.raises(MalformedError, match="longer"):
        parse_token("!" * (MAX_TOKEN_CHARACTERS + 1))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("crit", ["exp"]),
        ("crit", []),
        ("jku", "https://evil.example/jwks.json"),
        ("jwk", {"kty": "RSA"}),
        ("x5u", "https://evil.example/cert"),
        ("x5c", ["MII"]),
        ("b64", True),
        ("b64", False),
        ("zip", "DEF"),
        ("jku", None),
    ],
)
def test_refuses_a_header_that_chooses_its_own_verification(name: str, value: object) -> None:
    with pytest.raises(DeniedError) as caught:
        parse_token(a_token(**{name: value}))
    assert caught.value.rule == "header"


@pytest.mark.parametrize("value", ["logout+jwt", "secevent+jwt", "JOSE", "application/logout+jwt"])
def test_refuses_the_type_of_another_kind_of_token(value: str) -> None:
    with pytest.raises(DeniedError) as caught:
        parse_token(a_token(typ=value))
    assert caught.value.rule == "header"


@pytest.mark.parametrize("name", ["alg", "kid", "typ"])
@pytest.mark.parametrize("value", ["", None, 1, True, ["RS256"], {}])
def test_refuses_a_header_member_that_is_no_text(name: str, value: object) -> None:
    with pytest.raises(MalformedError):
        parse_token(a_token(**{name: value}))


@pytest.mark.parametrize("name", ["alg", "kid"])
def test_refuses_a_header_without_what_is_needed(name: str) -> None:
    header = {key: value for key, value in HEADER.items() if key != name}
    with pytest.raises(MalformedError):
        parse_token(sign({}, header=header))


def test_refuses_a_header_member_that_stands_twice() -> None:
    with pytest.raises(MalformedError, match="twice"):
        parse_token(sign({}, header=b'{"alg": "none", "kid": "a", "alg": "RS256"}'))


@pytest.mark.parametrize(
    "payload", [{}, {"iss": 1}, {"iss": None}, {"iss": ["https://issuer.example"]}, b"x"]
)
def test_refuses_to_read_an_issuer_that_is_no_text(payload: dict[str, object] | bytes) -> None:
    with pytest.raises(MalformedError):
        read_unverified_issuer(sign(payload))


@pytest.mark.parametrize("value", ["JWT", "jwt", "at+jwt", "application/at+jwt"])
def test_takes_the_types_of_access_and_id_tokens(value: str) -> None:
    assert parse_token(a_token(typ=value)).kid == KID


def test_takes_a_token_apart_and_shows_none_of_it() -> None:
    text = a_token()
    token = parse_token(text)
    assert (token.algorithm, token.kid) == ("RS256", KID)
    assert token.signing_input.decode() == text.rpartition(".")[0]
    assert json.loads(token.payload) == {"iss": "https://issuer.example"}
    assert encode(token.signature) == text.rpartition(".")[2]
    assert repr(token) == f"UnverifiedToken(algorithm='RS256', kid='{KID}')"


def test_reads_the_issuer_that_a_token_claims() -> None:
    assert read_unverified_issuer(a_token()) == "https://issuer.example"
