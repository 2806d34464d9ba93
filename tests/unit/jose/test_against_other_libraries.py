"""Two other libraries as judges: no token that PyJWT or joserfc refuses is accepted here."""

import json
import random
from typing import Any

import jwt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey
from jwt.types import Options

from isthmus.errors import DeniedError, MalformedError
from isthmus.jose.verify import verify_token
from unit.jose.issuing import KID, RS256, a_jwk, a_private_key, sign, some_keys

CLAIMS = {
    "iss": "https://issuer.example",
    "sub": "somebody",
    "scope": "a/read a/write",
    "n": [1, 2.5, None, "ä"],
}
ONLY_THE_SIGNATURE: Options = {
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
    "verify_aud": False,
    "verify_iss": False,
    "verify_sub": False,
    "verify_jti": False,
}
# RFC 7515 section 4: a header parameter that is not understood and not critical is ignored.
LENIENT_ABOUT_UNKNOWN_PARAMETERS = jws.JWSRegistry(algorithms=["RS256"], strict_check_header=False)


def accepts(token: str) -> bool:
    try:
        verify_token(token, keys=some_keys(), algorithms=RS256)
    except (DeniedError, MalformedError):
        return False
    return True


def pyjwt_accepts(token: str) -> bool:
    try:
        jwt.decode(token, jwt.PyJWK(a_jwk()), algorithms=["RS256"], options=ONLY_THE_SIGNATURE)
    except jwt.PyJWTError:
        return False
    return True


def joserfc_accepts(token: str) -> bool:
    try:
        jws.deserialize_compact(token, RSAKey.import_key(a_jwk()), registry=LENIENT_ABOUT_UNKNOWN_PARAMETERS)
    except (JoseError, ValueError):
        return False
    return True


def header_of(**changes: Any) -> dict[str, Any]:
    return {"kid": KID, "alg": "RS256", **changes}


HEADERS = st.sampled_from(
    [
        header_of(),
        header_of(typ="JWT"),
        header_of(alg="none"),
        header_of(alg="HS256"),
        header_of(alg="RS512"),
        header_of(alg="PS256"),
        header_of(alg=None),
        header_of(kid=None),
        header_of(crit=["exp"], exp=1),
        header_of(b64=False, crit=["b64"]),
        header_of(b64=True),
        header_of(zip="DEF"),
        header_of(jwk=a_jwk()),
        b'{"alg": "none", "alg": "RS256", "kid": "1234example="}',
        b'{"alg": "RS256", "kid": "1234example=", "extra": {}}',
        b"[]",
        b"",
    ]
)
PAYLOADS = st.sampled_from(
    [CLAIMS, {}, b"", b"[]", b"null", b'"text"', b"\xff", b'{"a": NaN}', b'{"sub": "a", "sub": "b"}', b"{} "]
)
KEYS = st.sampled_from([a_private_key(), a_private_key(), a_private_key("two")])
TOKENS = st.builds(
    lambda header, payload, key, algorithm: sign(payload, header=header, key=key, algorithm=algorithm),
    HEADERS,
    PAYLOADS,
    KEYS,
    st.sampled_from(["RS256", "RS256", "RS512"]),
)


def damage(token: str, seed: int) -> str:
    """Change, drop, double or insert a character or a part; or leave all as it is."""
    chance = random.Random(seed)  # noqa: S311  tests want the same chance each time
    at = chance.randrange(len(token))
    other = chance.choice("ABCxyz019-_+/=. \n\u00e9")
    parts = token.split(".")
    return chance.choice(
        [
            token,
            token[:at] + other + token[at + 1 :],
            token[:at] + token[at + 1 :],
            token[:at] + other + token[at:],
            token[:at],
            token + other,
            other + token,
            ".".join(parts[:2]),
            ".".join([*parts, parts[2]]),
            ".".join([parts[0], parts[1], ""]),
            ".".join([parts[0], "", parts[2]]),
            ".".join([parts[1], parts[0], parts[2]]),
            ".".join(part + "=" * (-len(part) % 4) for part in parts),
            ".".join([*parts[:2], _with_last_bits_changed(parts[2])]),
        ]
    )


def _with_last_bits_changed(part: str) -> str:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return part[:-1] + alphabet[alphabet.index(part[-1]) ^ 1] if part and part[-1] in alphabet else part


@settings(max_examples=400, derandomize=True)
@given(TOKENS, st.integers(min_value=0, max_value=10_000))
def test_accepts_no_token_that_pyjwt_or_joserfc_refuses(token: str, seed: int) -> None:
    damaged = damage(token, seed)
    if accepts(damaged):
        assert pyjwt_accepts(damaged)
        assert joserfc_accepts(damaged)


@pytest.mark.parametrize("position", range(0, 600, 7))
def test_refuses_a_token_with_any_one_bit_turned(position: int) -> None:
    token = sign(CLAIMS).encode()
    position %= len(token)
    turned = token[:position] + bytes([token[position] ^ 1]) + token[position + 1 :]
    assert not accepts(turned.decode("latin-1"))


@settings(max_examples=50, derandomize=True)
@given(st.dictionaries(st.text(max_size=8), st.one_of(st.text(max_size=20), st.integers(), st.booleans())))
def test_accepts_what_both_others_sign(claims: dict[str, Any]) -> None:
    payload = json.dumps(claims).encode()
    by_pyjwt = jwt.api_jws.encode(payload, a_private_key(), algorithm="RS256", headers={"kid": KID})
    by_joserfc = jws.serialize_compact(header_of(), payload, RSAKey.import_key(a_private_key()), ["RS256"])
    for token in (by_pyjwt, by_joserfc):
        assert verify_token(token, keys=some_keys(), algorithms=RS256).claims == claims


def test_the_others_take_what_is_refused_here_for_having_two_meanings() -> None:
    twice = sign(b'{"sub": "a", "sub": "b"}')
    assert pyjwt_accepts(twice)
    assert joserfc_accepts(twice)
    assert not accepts(twice)
