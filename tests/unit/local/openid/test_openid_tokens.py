import base64
import json
import time
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from isthmus.local.openid import (
    BadSignatureError,
    MissingClaimError,
    NotATokenError,
    NotYetValidError,
    TokenExpiredError,
    WrongAudienceError,
    WrongIssuerError,
    check_audience,
    check_issuer,
    check_times,
    parse_token,
    verify_signature,
)
from unit.local.openid.fake_provider import CLIENT_ID, ISSUER, FakeProvider, an_ec_key, an_rsa_key


def encoded(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


HEADER = encoded({"alg": "RS256"})
NOT_UTF_8 = base64.urlsafe_b64encode(b"\xff\xfe").decode().rstrip("=")
GARBAGE = {
    "nothing": "",
    "a word": "garbage",
    "two parts": "a.b",
    "four parts": "a.b.c.d",
    "no base64url": "a$.b$.c",
    "standard base64": "e30+.e30/.x",
    "padded": f"{HEADER}=.{encoded({})}.x",
    "no JSON": f"{encoded('{')}.{encoded('{}')}.x",
    "no object": f"{encoded([])}.{encoded({})}.x",
    "claims that are no object": f"{HEADER}.{encoded('5')}.x",
    "a name twice": ".".join((HEADER, encoded('{"iss":"a","iss":"b"}'), "x")),
    "NaN": ".".join((HEADER, encoded('{"exp": NaN}'), "x")),
    "not UTF-8": f"{HEADER}.{NOT_UTF_8}.x",
    "deep": f"{encoded('[' * 9000)}.{encoded({})}.x",
    "too long": f"{HEADER}.{'A' * 60_000}.x",
    "other spelling of the last character": "e31.e30.x",
}


@pytest.mark.parametrize("name", GARBAGE)
def test_refuses_what_is_no_token(name: str) -> None:
    with pytest.raises(NotATokenError):
        parse_token(GARBAGE[name])


def test_refuses_a_forged_signature(provider: FakeProvider) -> None:
    token = parse_token(provider.token(key=an_rsa_key()))
    with pytest.raises(BadSignatureError):
        verify_signature(token, keys=provider.jwks()["keys"])


def test_refuses_an_unsigned_token(provider: FakeProvider) -> None:
    claims = provider.token().split(".")[1]
    for header in (
        {"alg": "none"},
        {"alg": "none", "kid": "216"},
        {"alg": "None", "kid": "216"},
        {"kid": "216"},
    ):
        with pytest.raises(BadSignatureError):
            verify_signature(parse_token(f"{encoded(header)}.{claims}."), keys=provider.jwks()["keys"])


def test_refuses_a_shared_secret_made_of_the_public_key(provider: FakeProvider) -> None:
    modulus = provider.jwks()["keys"][0]["n"]
    token = jwt.encode({"iss": ISSUER}, modulus, algorithm="HS256", headers={"kid": "216"})
    with pytest.raises(BadSignatureError):
        verify_signature(parse_token(token), keys=provider.jwks()["keys"])


def test_refuses_changed_claims_under_a_genuine_signature(provider: FakeProvider) -> None:
    header, _, signature = provider.token().split(".")
    changed = f"{header}.{encoded({'iss': ISSUER, 'sub': 'somebody else'})}.{signature}"
    with pytest.raises(BadSignatureError):
        verify_signature(parse_token(changed), keys=provider.jwks()["keys"])


@pytest.mark.parametrize("kid", [None, "999", ""])
def test_refuses_a_token_that_names_no_key_of_the_provider(provider: FakeProvider, kid: str | None) -> None:
    token = provider.token(key=provider.keys["216"], kid=kid)
    with pytest.raises(BadSignatureError):
        verify_signature(parse_token(token), keys=provider.jwks()["keys"])


def test_refuses_a_key_that_the_token_brings_along(provider: FakeProvider) -> None:
    stranger = an_rsa_key()
    own = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(stranger.public_key()))
    token = jwt.encode({"iss": ISSUER}, stranger, algorithm="RS256", headers={"kid": "216", "jwk": own})
    with pytest.raises(BadSignatureError):
        verify_signature(parse_token(token), keys=provider.jwks()["keys"])


def test_refuses_a_critical_extension(provider: FakeProvider) -> None:
    header = {"kid": "216", "crit": ["exp"], "exp": 1}
    token = jwt.encode({"iss": ISSUER}, provider.keys["216"], algorithm="RS256", headers=header)
    with pytest.raises(BadSignatureError):
        verify_signature(parse_token(token), keys=provider.jwks()["keys"])


@pytest.mark.parametrize(
    "change",
    [{"use": "enc"}, {"alg": "RS512"}, {"kty": "EC"}, {"n": "AQAB"}, {"n": 5}, {"e": None}, {"kty": "oct"}],
)
def test_refuses_a_key_that_is_not_for_this(provider: FakeProvider, change: dict[str, Any]) -> None:
    key = provider.jwks()["keys"][0] | change
    with pytest.raises(BadSignatureError):
        verify_signature(parse_token(provider.token()), keys=[key])


def test_refuses_two_keys_of_one_name(provider: FakeProvider) -> None:
    with pytest.raises(BadSignatureError):
        verify_signature(parse_token(provider.token()), keys=provider.jwks()["keys"] * 2)


def test_refuses_an_rsa_key_of_1024_bits(provider: FakeProvider) -> None:
    provider.keys["216"] = an_rsa_key(1024)
    with pytest.warns(jwt.warnings.InsecureKeyLengthWarning):
        token = provider.token()
    with pytest.raises(BadSignatureError):
        verify_signature(parse_token(token), keys=provider.jwks()["keys"])


def test_refuses_another_curve_than_the_algorithms(provider: FakeProvider) -> None:
    provider.keys["216"] = an_ec_key()
    key = {**provider.jwks()["keys"][0], "crv": "P-384"}
    with pytest.raises(BadSignatureError):
        verify_signature(parse_token(provider.token(alg="ES256")), keys=[key])


@pytest.mark.parametrize("issuer", ["https://evil.example", f"{ISSUER}/", "http://org.example", "", None, 5])
def test_refuses_another_issuer(issuer: Any) -> None:
    with pytest.raises(WrongIssuerError):
        check_issuer(parse_token(f"{HEADER}.{encoded({'iss': issuer})}.x"), issuer=ISSUER)


@pytest.mark.parametrize("audience", ["somebody", ["somebody"], ["a", "b"]])
def test_refuses_another_audience(provider: FakeProvider, audience: Any) -> None:
    with pytest.raises(WrongAudienceError):
        check_audience(parse_token(provider.token(aud=audience)), client_ids={CLIENT_ID})


@pytest.mark.parametrize("audience", [None, "", [], [""], {"a": "b"}, [5]])
def test_refuses_a_token_without_audience(audience: Any) -> None:
    claims = {} if audience is None else {"aud": audience}
    token = f"{HEADER}.{encoded(claims)}.x"
    with pytest.raises(MissingClaimError):
        check_audience(parse_token(token), client_ids={CLIENT_ID})


def test_refuses_a_listed_audience_beside_another_azp(provider: FakeProvider) -> None:
    with pytest.raises(WrongAudienceError):
        check_audience(parse_token(provider.token(azp="somebody")), client_ids={CLIENT_ID})


def test_refuses_an_expired_token_and_says_both_times(provider: FakeProvider) -> None:
    now = int(time.time())
    token = parse_token(provider.token(exp=now - 301))
    with pytest.raises(TokenExpiredError) as refused:
        check_times(token, now=now, skew_seconds=300)
    assert (refused.value.now, refused.value.expires_at) == (now, now - 301)


@pytest.mark.parametrize("claim", ["exp", "iat"])
@pytest.mark.parametrize("value", [None, "soon", True, -1, [1], 10**400])
def test_refuses_a_token_without_its_times(claim: str, value: Any) -> None:
    claims = {"exp": 9_999_999_999, "iat": 1} | {claim: value}
    token = f"{encoded({'alg': 'RS256'})}.{encoded(claims)}.x"
    with pytest.raises(MissingClaimError):
        check_times(parse_token(token), now=1000, skew_seconds=300)


@pytest.mark.parametrize("claim", ["iat", "nbf"])
def test_refuses_a_token_of_the_future(provider: FakeProvider, claim: str) -> None:
    now = int(time.time())
    changes: dict[str, Any] = {claim: now + 400}
    with pytest.raises(NotYetValidError):
        check_times(parse_token(provider.token(**changes)), now=now, skew_seconds=300)


@pytest.mark.parametrize(
    ("alg", "curve"),
    [("ES256", ec.SECP256R1()), ("ES384", ec.SECP384R1()), ("ES512", ec.SECP521R1())],
)
def test_takes_the_elliptic_curves(provider: FakeProvider, alg: str, curve: ec.EllipticCurve) -> None:
    provider.keys["216"] = an_ec_key(curve)
    verify_signature(parse_token(provider.token(alg=alg)), keys=provider.jwks()["keys"])


@pytest.mark.parametrize("alg", ["RS256", "RS384", "RS512"])
def test_takes_the_rsa_algorithms(provider: FakeProvider, alg: str) -> None:
    verify_signature(parse_token(provider.token(alg=alg)), keys=provider.jwks()["keys"])


def test_takes_a_token_within_the_grace_period(provider: FakeProvider) -> None:
    now = int(time.time())
    assert check_times(parse_token(provider.token(exp=now - 299)), now=now, skew_seconds=300) == now - 299


def test_gives_the_azp_or_the_listed_audience(provider: FakeProvider) -> None:
    listed = parse_token(provider.token(aud=["other", CLIENT_ID]))
    assert check_audience(listed, client_ids={CLIENT_ID}) == CLIENT_ID
    presented = parse_token(provider.token(aud="other", azp=CLIENT_ID))
    assert check_audience(presented, client_ids={CLIENT_ID}) == CLIENT_ID
