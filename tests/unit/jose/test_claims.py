"""Every claim check with a table of nasty input, then with good input."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from isthmus.errors import ConfigurationError, DeniedError, ExpiredError
from isthmus.jose.claims import (
    check_audience,
    check_expiry,
    check_issued_at,
    check_issuer,
    check_not_before,
    check_text,
    find_text,
)
from isthmus.jose.verify import SignedClaims
from unit.jose.issuing import signed_claims

NOW = 1_727_000_000
ISSUER = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE"
ABSENT = object()
NO_TEXTS: list[Any] = [ABSENT, None, "", 0, 1, True, 1.5, [], [ISSUER], {}, {ISSUER: ISSUER}]
NO_TIMES: list[Any] = [
    ABSENT,
    None,
    "",
    str(NOW + 60),
    "1e99",
    True,
    False,
    0,
    -1,
    -0.0,
    [],
    [NOW + 60],
    {},
    253_402_300_800,
    10**30,
    10**4000,
]


def with_claim(name: str, value: Any) -> SignedClaims:
    return signed_claims({} if value is ABSENT else {name: value})


def with_json(name: str, value: str) -> SignedClaims:
    return signed_claims(f'{{"{name}": {value}}}'.encode())


def denies(rule: str, check: Callable[[], object]) -> None:
    with pytest.raises(DeniedError) as caught:
        check()
    assert caught.value.rule == rule


@pytest.mark.parametrize(
    "value",
    [
        *NO_TEXTS[:-2],
        [ISSUER],
        {ISSUER: 1},
        ISSUER + "/",
        ISSUER + "X",
        ISSUER[:-1],
        ISSUER.upper(),
        ISSUER + "\x00",
        " " + ISSUER,
        ISSUER + "#",
        ISSUER.replace("https", "http"),
        ISSUER.replace("us-east-1_", "us-east-1_/../us-east-1_"),
        "https://cognito-idp.us-east-1.amazonaws.com",
        "https://evil.example/?" + ISSUER,
    ],
)
def test_refuses_another_issuer(value: Any) -> None:
    claims = with_claim("iss", value)
    denies("issuer", lambda: check_issuer(claims, issuer=ISSUER))


@pytest.mark.parametrize(
    "value",
    [
        *NO_TEXTS[:7],
        [],
        {},
        {"ours": 1},
        "our",
        "ours ",
        "OURS",
        ["other"],
        ["ours", 1],
        ["ours", None],
        [["ours"]],
    ],
)
def test_refuses_another_audience(value: Any) -> None:
    claims = with_claim("aud", value)
    denies("audience", lambda: check_audience(claims, audiences={"ours", "too"}))


@pytest.mark.parametrize("value", [*NO_TEXTS, "id", "ACCESS", "access ", "acces", "a"])
def test_refuses_another_text(value: Any) -> None:
    claims = with_claim("token_use", value)
    denies("token_use", lambda: check_text(claims, name="token_use", allowed=("access",)))


@pytest.mark.parametrize("value", NO_TIMES, ids=range(len(NO_TIMES)))
@pytest.mark.parametrize(
    ("name", "rule", "check"),
    [("exp", "expiry", check_expiry), ("iat", "issued_at", check_issued_at)],
)
def test_refuses_what_is_no_time(value: Any, name: str, rule: str, check: Callable[..., float]) -> None:
    claims = with_claim(name, value)
    denies(rule, lambda: check(claims, now=NOW, leeway_seconds=60))


@pytest.mark.parametrize("value", NO_TIMES[1:], ids=range(len(NO_TIMES) - 1))
def test_refuses_a_not_before_that_is_no_time(value: Any) -> None:
    claims = with_claim("nbf", value)
    denies("not_before", lambda: check_not_before(claims, now=NOW, leeway_seconds=60))


@pytest.mark.parametrize("text", ["1e999", "-1e999", "1e300", "1E+12", "1e-999"])
@pytest.mark.parametrize(
    ("name", "rule", "check"),
    [
        ("exp", "expiry", check_expiry),
        ("iat", "issued_at", check_issued_at),
        ("nbf", "not_before", check_not_before),
    ],
)
def test_refuses_a_number_beyond_every_time(
    text: str, name: str, rule: str, check: Callable[..., float]
) -> None:
    assert isinstance(json.loads(text), float)
    claims = with_json(name, text)
    denies(rule, lambda: check(claims, now=NOW, leeway_seconds=60))


@pytest.mark.parametrize(("exp", "leeway"), [(NOW, 0), (NOW - 1, 0), (1, 0), (NOW - 60, 60), (NOW - 0.5, 0)])
def test_refuses_a_token_that_has_expired(exp: float, leeway: float) -> None:
    claims = with_claim("exp", exp)
    with pytest.raises(ExpiredError) as caught:
        check_expiry(claims, now=NOW, leeway_seconds=leeway)
    assert caught.value.rule == "expiry"


@pytest.mark.parametrize(("iat", "leeway"), [(NOW + 1, 0), (NOW + 61, 60), (NOW + 0.1, 0)])
def test_refuses_a_token_issued_in_the_future(iat: float, leeway: float) -> None:
    claims = with_claim("iat", iat)
    denies("issued_at", lambda: check_issued_at(claims, now=NOW, leeway_seconds=leeway))


def test_refuses_a_token_before_its_time() -> None:
    claims = with_claim("nbf", NOW + 61)
    denies("not_before", lambda: check_not_before(claims, now=NOW, leeway_seconds=60))


@pytest.mark.parametrize("value", [1, True, ["x"], {}])
def test_refuses_a_text_claim_of_another_type(value: Any) -> None:
    denies("username", lambda: find_text(with_claim("username", value), name="username"))


def test_refuses_one_text_where_a_collection_is_needed() -> None:
    with pytest.raises(ConfigurationError):
        check_audience(with_claim("aud", "a"), audiences="abc")
    with pytest.raises(ConfigurationError):
        check_text(with_claim("x", "a"), name="x", allowed="abc")


def test_takes_the_very_issuer() -> None:
    assert check_issuer(with_claim("iss", ISSUER), issuer=ISSUER) == ISSUER


@pytest.mark.parametrize("value", ["ours", ["ours"], ["other", "ours"]])
def test_takes_an_audience_that_names_us(value: Any) -> None:
    assert "ours" in check_audience(with_claim("aud", value), audiences=["ours"])


def test_takes_a_text_of_the_list() -> None:
    assert check_text(with_claim("token_use", "id"), name="token_use", allowed=["access", "id"]) == "id"


def test_gives_a_text_claim_or_none() -> None:
    assert find_text(with_claim("username", "a"), name="username") == "a"
    assert find_text(with_claim("username", None), name="username") is None
    assert find_text(with_claim("username", ABSENT), name="username") is None


@pytest.mark.parametrize(
    ("exp", "leeway"), [(NOW + 1, 0), (NOW + 0.5, 0), (NOW - 59, 60), (253_402_300_799, 0)]
)
def test_takes_a_token_that_has_not_expired(exp: float, leeway: float) -> None:
    assert check_expiry(with_claim("exp", exp), now=NOW, leeway_seconds=leeway) == exp


@pytest.mark.parametrize(("iat", "leeway"), [(NOW, 0), (NOW - 1e6, 0), (NOW + 60, 60), (NOW - 0.5, 0)])
def test_takes_a_token_issued_by_now(iat: float, leeway: float) -> None:
    assert check_issued_at(with_claim("iat", iat), now=NOW, leeway_seconds=leeway) == iat


def test_takes_a_token_whose_time_has_come_or_that_names_none() -> None:
    assert check_not_before(with_claim("nbf", NOW + 60), now=NOW, leeway_seconds=60) == NOW + 60
    assert check_not_before(with_claim("nbf", ABSENT), now=NOW, leeway_seconds=60) is None
