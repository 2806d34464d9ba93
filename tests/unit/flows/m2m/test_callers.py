"""Whose tokens an API accepts, with one caller, several clients and several pools."""

from collections.abc import Collection
from typing import Any

import pytest

from isthmus.cognito.pool import UserPool
from isthmus.errors import ConfigurationError, UnavailableError
from isthmus.flows.m2m.callers import Caller, Callers, require_group
from isthmus.flows.m2m.errors import InsufficientScopeError, InvalidTokenError
from isthmus.jose.jwks import JwksKeys
from unit.cognito.pools import (
    CLIENT,
    NOW,
    POOL,
    READ,
    WRITE,
    a_machine_token,
    a_verifier,
    id_claims,
    machine_claims,
    person_claims,
)
from unit.jose.issuing import SetClock, a_jwk, a_jwks, a_private_key, sign, some_keys

OTHER_POOL = UserPool.of("eu-west-1_OTHER")
OTHER_KEYS = some_keys(a_jwk(a_private_key("two")))


def outage() -> bytes:
    raise UnavailableError("down")


def a_caller(*, scopes: Collection[str] | None = frozenset({READ}), **verifier: Any) -> Caller:
    return Caller(verifier=a_verifier(**verifier), scopes=scopes)


def two_pools() -> Callers:
    return Callers(
        a_caller(), a_caller(pool=OTHER_POOL, keys=OTHER_KEYS, client_ids={"other"}, scopes={WRITE})
    )


def an_other_token(**changes: Any) -> str:
    claims = machine_claims(**{"iss": OTHER_POOL.issuer, "client_id": "other", "sub": "other", **changes})
    return sign(claims, key=a_private_key("two"))


def refuse(callers: Callers, token: str, *, rule: str) -> None:
    with pytest.raises(InvalidTokenError) as caught:
        callers.verify(token)
    assert caught.value.rule == rule
    assert caught.value.code == "invalid_token"


@pytest.mark.parametrize(
    ("token", "rule"),
    [
        ("", "form"),
        ("x.y.z", "form"),
        (a_machine_token(iss="https://evil.example"), "issuer"),
        (a_machine_token(client_id="other"), "client_id"),
        (a_machine_token(exp=NOW), "expiry"),
        (a_machine_token(iat=NOW + 60), "issued_at"),
        (sign(id_claims()), "token_use"),
        (sign(id_claims(), header={"alg": "none", "kid": "x"}), "algorithm"),
        (sign({}, header={"alg": "RS256", "kid": "x", "jku": "https://evil.example"}), "header"),
        (a_machine_token().rpartition(".")[0] + ".AAAA", "signature"),
    ],
)
def test_refuses_an_invalid_token_by_the_rule_that_said_no(token: str, rule: str) -> None:
    refuse(Callers(a_caller()), token, rule=rule)


def test_refuses_a_token_without_the_scope() -> None:
    with pytest.raises(InsufficientScopeError) as caught:
        Callers(a_caller(scopes={READ, WRITE})).verify(a_machine_token(scope=READ))
    assert caught.value.code == "insufficient_scope"
    assert caught.value.rule == "scope"
    assert caught.value.required_scopes == {READ, WRITE}


def test_refuses_a_token_that_is_expired_and_lacks_the_scope_as_invalid() -> None:
    refuse(Callers(a_caller()), a_machine_token(scope=None, exp=NOW), rule="expiry")


@pytest.mark.parametrize(
    "issuer",
    [
        None,
        "",
        1,
        "https://evil.example",
        POOL.issuer + "/",
        POOL.issuer[:-1],
        f"{OTHER_POOL.issuer}#{POOL.issuer}",
    ],
)
def test_refuses_a_token_of_an_issuer_that_is_none_of_several(issuer: Any) -> None:
    with pytest.raises(InvalidTokenError):
        two_pools().verify(a_machine_token(iss=issuer))


@pytest.mark.parametrize(
    "token", ["", "x.y.z", sign(b"[]"), sign({}, header={"alg": "RS256", "kid": "x", "jku": "y"})]
)
def test_refuses_what_is_no_token_before_choosing_a_pool(token: str) -> None:
    with pytest.raises(InvalidTokenError):
        two_pools().verify(token)
    with pytest.raises(InvalidTokenError):
        two_pools().needs_fetch(token)


def test_refuses_a_token_that_one_pool_signed_in_the_name_of_another() -> None:
    # The claimed issuer chooses who looks, and that one's keys don't fit.
    refuse(two_pools(), an_other_token(iss=POOL.issuer, client_id=CLIENT), rule="signature")
    refuse(two_pools(), a_machine_token(iss=OTHER_POOL.issuer, client_id="other"), rule="signature")


def test_refuses_one_pools_client_under_another_pool() -> None:
    refuse(two_pools(), an_other_token(client_id=CLIENT), rule="client_id")


def test_holds_a_token_to_the_scopes_of_its_own_caller() -> None:
    callers = two_pools()
    with pytest.raises(InsufficientScopeError) as caught:
        callers.verify(an_other_token(scope=READ))
    assert caught.value.required_scopes == {WRITE}


@pytest.mark.parametrize("reverse", [False, True])
def test_tells_of_the_missing_scope_if_another_caller_does_not_know_the_client(reverse: bool) -> None:  # noqa: FBT001  order
    accepted = [a_caller(), a_caller(client_ids={"second"})]
    if reverse:
        accepted.reverse()
    with pytest.raises(InsufficientScopeError):
        Callers(*accepted).verify(a_machine_token(scope=None))


def test_says_unavailable_when_the_keys_of_its_pool_can_not_be_had() -> None:
    callers = Callers(a_caller(keys=JwksKeys(fetch=outage, clock=SetClock(NOW))))
    with pytest.raises(UnavailableError):
        callers.verify(a_machine_token())


def test_an_outage_of_one_pool_does_not_touch_another() -> None:
    down = a_caller(pool=OTHER_POOL, keys=JwksKeys(fetch=outage, clock=SetClock(NOW)), client_ids={"other"})
    callers = Callers(down, a_caller())
    assert callers.verify(a_machine_token()).client_id == CLIENT
    with pytest.raises(UnavailableError):
        callers.verify(an_other_token())


def test_refuses_to_accept_nobody() -> None:
    with pytest.raises(ConfigurationError):
        Callers()


@pytest.mark.parametrize("scopes", ["read", [], set(), [""], ["a b"], ['a"'], ["a\\"], ["a\r\nb"], ["ä"]])
def test_refuses_scopes_that_are_none(scopes: Any) -> None:
    with pytest.raises(ConfigurationError):
        a_caller(scopes=scopes)


def test_tells_whether_a_fetch_is_needed() -> None:
    callers = Callers(a_caller(keys=JwksKeys(fetch=a_jwks, clock=SetClock(NOW))))
    token = a_machine_token()
    assert callers.needs_fetch(token)
    callers.verify(token)
    assert not callers.needs_fetch(token)
    assert not two_pools().needs_fetch(a_machine_token(iss="https://evil.example"))


def test_accepts_the_token_of_its_caller() -> None:
    assert Callers(a_caller()).verify(a_machine_token()).client_id == CLIENT


def test_accepts_a_token_whatever_its_scopes_only_where_none_is_written() -> None:
    assert Callers(a_caller(scopes=None)).verify(a_machine_token(scope=None)).scopes == frozenset()


def test_accepts_the_tokens_of_two_clients_each_by_its_own_scopes() -> None:
    callers = Callers(a_caller(), a_caller(client_ids={"second"}, scopes={WRITE}))
    assert callers.verify(a_machine_token(scope=READ)).client_id == CLIENT
    assert callers.verify(a_machine_token(scope=WRITE, client_id="second")).client_id == "second"


def test_accepts_the_tokens_of_two_pools() -> None:
    callers = two_pools()
    assert callers.verify(a_machine_token()).issuer == POOL.issuer
    assert callers.verify(an_other_token()).issuer == OTHER_POOL.issuer


def a_caller_of(*groups: str) -> Callers:
    return Callers(Caller(verifier=a_verifier(), scopes=None, also=require_group(*groups)))


@pytest.mark.parametrize("groups", [(), ("",), ("readers", "")])
def test_refuses_a_group_without_a_name(groups: tuple[str, ...]) -> None:
    with pytest.raises(ConfigurationError):
        require_group(*groups)


@pytest.mark.parametrize("token", [a_machine_token(), sign(person_claims(**{"cognito:groups": ["Readers"]}))])
def test_refuses_who_is_in_none_of_the_groups(token: str) -> None:
    callers = a_caller_of("readers", "admins")
    for _ in range(2):
        refuse(callers, token, rule="groups")


def test_takes_who_is_in_one_of_the_groups() -> None:
    token = sign(person_claims(**{"cognito:groups": ["writers", "readers"]}))
    assert a_caller_of("admins", "readers").verify(token).groups == {"readers", "writers"}
