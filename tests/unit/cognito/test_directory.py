"""Users made by an administrator's calls."""

import concurrent.futures
import re
import threading
from collections.abc import Mapping
from typing import Any

import pytest

from isthmus.cognito.directory import Directory
from isthmus.errors import DeniedError, UnavailableError
from unit.aws.fake_aws import RefusedByFakeError, refuse
from unit.cognito.fake_user_pool import POOL_ID, FakeUser, FakeUserPool

NAME = "salesforce_00D1t000000rXxREAU_0051t000001qjZ7AAI"
CALLERS = 8


def ensure(pool: FakeUserPool, *, email: str | None = None) -> list[str]:
    api = pool.api
    Directory(pool_id=POOL_ID, api=api).ensure_user(NAME, email=email)
    return api.called


def test_denies_a_disabled_user() -> None:
    with pytest.raises(DeniedError) as refused:
        ensure(FakeUserPool({NAME: FakeUser("CONFIRMED", enabled=False)}))
    assert refused.value.rule == "user_enabled"


@pytest.mark.parametrize(
    "status",
    ["UNCONFIRMED", "ARCHIVED", "COMPROMISED", "UNKNOWN", "RESET_REQUIRED", "EXTERNAL_PROVIDER", "A_NEW_ONE"],
)
def test_denies_a_user_in_a_state_it_does_not_lead_to(status: str) -> None:
    pool = FakeUserPool({NAME: FakeUser(status)})
    with pytest.raises(DeniedError) as refused:
        ensure(pool)
    assert refused.value.rule == "user_status"
    assert pool.users[NAME].passwords == []


def test_denies_an_email_that_is_another_users_alias() -> None:
    pool = FakeUserPool(taken_aliases=frozenset({"jane@example.com"}))
    with pytest.raises(DeniedError) as refused:
        ensure(pool, email="jane@example.com")
    assert refused.value.rule == "email_alias"
    assert pool.users == {}


@pytest.mark.parametrize("operation", ["AdminGetUser", "AdminCreateUser", "AdminSetUserPassword"])
@pytest.mark.parametrize(
    "code", ["AccessDeniedException", "TooManyRequestsException", "InvalidPasswordException"]
)
def test_is_unavailable_when_cognito_refuses_otherwise(operation: str, code: str) -> None:
    api = FakeUserPool().api
    api.operations = {**api.operations, operation: refuse(code)}
    with pytest.raises(UnavailableError):
        Directory(pool_id=POOL_ID, api=api).ensure_user(NAME, email=None)


def test_denies_a_user_that_vanishes_while_it_is_made() -> None:
    api = FakeUserPool().api
    api.operations = {**api.operations, "AdminCreateUser": refuse("UsernameExistsException")}
    with pytest.raises(DeniedError):
        Directory(pool_id=POOL_ID, api=api).ensure_user(NAME, email=None)


def test_makes_a_confirmed_user_without_a_message_and_without_an_email() -> None:
    pool = FakeUserPool()
    assert ensure(pool) == ["AdminGetUser", "AdminCreateUser", "AdminSetUserPassword"]
    assert (pool.users[NAME].status, pool.users[NAME].attributes) == ("CONFIRMED", {})


def test_copies_a_verified_email() -> None:
    pool = FakeUserPool()
    ensure(pool, email="jane@example.com")
    assert pool.users[NAME].attributes == {"email": "jane@example.com", "email_verified": "true"}


def test_a_user_that_is_confirmed_at_once_needs_no_password() -> None:
    pool = FakeUserPool(status_after_creation="CONFIRMED")
    assert ensure(pool) == ["AdminGetUser", "AdminCreateUser"]


def test_an_existing_user_costs_one_call_and_is_not_changed() -> None:
    pool = FakeUserPool({NAME: FakeUser("CONFIRMED", attributes={"email": "old@example.com"})})
    assert ensure(pool, email="new@example.com") == ["AdminGetUser"]
    assert pool.users[NAME].attributes == {"email": "old@example.com"}


def test_finishes_a_user_that_was_left_half_made() -> None:
    pool = FakeUserPool({NAME: FakeUser()})
    assert ensure(pool) == ["AdminGetUser", "AdminSetUserPassword"]
    assert pool.users[NAME].status == "CONFIRMED"


def test_finishes_a_user_that_another_caller_makes_at_the_same_time() -> None:
    pool = FakeUserPool()

    def create_late(fields: Mapping[str, Any]) -> Mapping[str, Any]:
        pool.users[fields["Username"]] = FakeUser()
        raise RefusedByFakeError("UsernameExistsException")

    api = pool.api
    api.operations = {**api.operations, "AdminCreateUser": create_late}
    Directory(pool_id=POOL_ID, api=api).ensure_user(NAME, email=None)
    assert pool.users[NAME].status == "CONFIRMED"


def test_many_callers_at_once_make_one_confirmed_user() -> None:
    pool, together = FakeUserPool(), threading.Barrier(CALLERS)

    def run(_: int) -> None:
        together.wait()
        ensure(pool)

    with concurrent.futures.ThreadPoolExecutor(CALLERS) as threads:
        list(threads.map(run, range(CALLERS)))
    assert {name: user.status for name, user in pool.users.items()} == {NAME: "CONFIRMED"}


def test_passwords_satisfy_the_strictest_policy_and_never_repeat() -> None:
    first, second = FakeUserPool(), FakeUserPool()
    ensure(first)
    ensure(second)
    [one], [other] = first.users[NAME].passwords, second.users[NAME].passwords
    assert one != other
    assert 99 <= len(one) <= 256
    for characters in (r"[a-z]", r"[A-Z]", r"[0-9]", r"[!]"):
        assert re.search(characters, one)
