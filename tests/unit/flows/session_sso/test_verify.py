"""Answers to the challenge."""

import concurrent.futures
import threading
from typing import Any

import pytest

from isthmus.errors import DeniedError, IsthmusError, MalformedError, UnavailableError
from isthmus.flows.session_sso.verify import Answer, Verdict, judge_answer, verify_answer
from isthmus.salesforce.session_owner import SessionOwner
from isthmus.secret import Secret
from unit.flows.session_sso.fakes import (
    NONCE,
    OTHER_SESSION,
    OTHER_USERNAME,
    USERNAME,
    FakeOwners,
    FakeUseOnce,
    an_answer,
    an_owner,
)
from unit.salesforce.fake_org import OTHER_ORG_ID, a_session_text

CALLERS = 8


def verify(
    answer: Answer, *, owners: FakeOwners | None = None, use_once: FakeUseOnce | None = None
) -> SessionOwner:
    return verify_answer(answer, owners=owners or FakeOwners(), use_once=use_once or FakeUseOnce())


def judge(
    answer: Answer, *, owners: FakeOwners | None = None, use_once: FakeUseOnce | None = None
) -> Verdict:
    return judge_answer(answer, owners=owners or FakeOwners(), use_once=use_once or FakeUseOnce())


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"nonce": NONCE},
        {"challenge": "SALESFORCE_SESSION"},
        {"challenge": "MAGIC_LINK", "nonce": NONCE},
        {"challenge": "SALESFORCE_SESSION", "nonce": ""},
        {"challenge": "SALESFORCE_SESSION", "nonce": "short"},
        {"challenge": "SALESFORCE_SESSION", "nonce": f"{NONCE}\n"},
        {"challenge": "SALESFORCE_SESSION", "nonce": "x" * 129},
    ],
    ids=str,
)
def test_refuses_an_answer_to_a_challenge_that_is_not_ours(parameters: dict[str, str]) -> None:
    owners = FakeOwners()
    with pytest.raises(DeniedError) as refused:
        verify(an_answer(private_parameters=parameters), owners=owners)
    assert refused.value.rule == "foreign_challenge"
    assert owners.asked == []


@pytest.mark.parametrize("text", ["", "garbage", "true", USERNAME, f"{a_session_text()}\n", "eyJh.eyJz.c2ln"])
def test_refuses_an_answer_that_is_no_session_id_and_asks_nobody(text: str) -> None:
    owners = FakeOwners()
    with pytest.raises(MalformedError):
        verify(an_answer(unverified_answer=Secret(text)), owners=owners)
    assert owners.asked == []


def test_refuses_a_session_that_is_not_live() -> None:
    with pytest.raises(DeniedError) as refused:
        verify(an_answer(unverified_answer=Secret(a_session_text(tail="x" * 40))))
    assert refused.value.rule == "session_is_live"


@pytest.mark.parametrize(
    ("session", "username"), [(OTHER_SESSION, USERNAME), (a_session_text(), OTHER_USERNAME)]
)
def test_refuses_the_session_of_another_user(session: str, username: str) -> None:
    with pytest.raises(DeniedError) as refused:
        verify(an_answer(unverified_answer=Secret(session), username=username))
    assert refused.value.rule == "same_user"


def test_refuses_the_same_user_id_in_another_org() -> None:
    owners = FakeOwners({a_session_text(): an_owner(org_id=OTHER_ORG_ID)})
    with pytest.raises(DeniedError) as refused:
        verify(an_answer(), owners=owners)
    assert refused.value.rule == "same_user"


@pytest.mark.parametrize(
    "username",
    ["", "jane.doe@example.com", "jane@example.com", USERNAME.lower(), f"{USERNAME} ", USERNAME[:-3]],
)
def test_refuses_a_user_who_is_not_named_exactly_as_the_owner(username: str) -> None:
    with pytest.raises(DeniedError) as refused:
        verify(an_answer(username=username))
    assert refused.value.rule == "same_user"


def test_refuses_an_unknown_user_who_brings_the_right_session() -> None:
    use_once = FakeUseOnce()
    with pytest.raises(DeniedError) as refused:
        verify(an_answer(is_user_known=False), use_once=use_once)
    assert refused.value.rule == "unknown_user"
    assert use_once.claimed == {}


@pytest.mark.parametrize(
    "session", [a_session_text(), OTHER_SESSION, a_session_text(tail="x" * 40), "garbage"]
)
def test_an_unknown_user_costs_the_same_questions_as_a_known_one(session: str) -> None:
    asked = []
    for known in (True, False):
        owners = FakeOwners()
        judge(an_answer(is_user_known=known, unverified_answer=Secret(session)), owners=owners)
        asked.append(owners.asked)
    assert asked[0] == asked[1]


def test_refuses_a_second_answer_to_the_same_challenge() -> None:
    use_once = FakeUseOnce()
    verify(an_answer(), use_once=use_once)
    with pytest.raises(DeniedError) as refused:
        verify(an_answer(), use_once=use_once)
    assert refused.value.rule == "use_once"


def test_of_many_answers_at_once_to_one_challenge_one_is_right() -> None:
    use_once, together = FakeUseOnce(), threading.Barrier(CALLERS)

    def run(_: int) -> bool:
        together.wait()
        return judge(an_answer(), use_once=use_once).is_right

    with concurrent.futures.ThreadPoolExecutor(CALLERS) as pool:
        assert sum(pool.map(run, range(CALLERS))) == 1


def test_a_wrong_answer_does_not_use_up_the_challenge() -> None:
    use_once = FakeUseOnce()
    judge(an_answer(unverified_answer=Secret(OTHER_SESSION)), use_once=use_once)
    assert use_once.claimed == {}


@pytest.mark.parametrize(
    "changes",
    [
        {"private_parameters": {"challenge": "SALESFORCE_SESSION", "nonce": NONCE[::-1]}},
        {"user_pool_id": "us-east-1_Another"},
        {"username": OTHER_USERNAME, "unverified_answer": Secret(OTHER_SESSION)},
    ],
    ids=["nonce", "pool", "user"],
)
def test_a_claim_is_bound_to_the_nonce_the_pool_and_the_user(changes: dict[str, Any]) -> None:
    use_once = FakeUseOnce()
    verify(an_answer(), use_once=use_once)
    verify(an_answer(**changes), use_once=use_once)
    assert len(use_once.claimed) == 2


def test_what_is_claimed_tells_nothing_and_outlives_the_challenge() -> None:
    use_once = FakeUseOnce()
    verify(an_answer(), use_once=use_once)
    [(digest, ttl_seconds)] = use_once.claimed.items()
    assert len(digest) == 64
    assert NONCE not in digest
    assert ttl_seconds >= 15 * 60


@pytest.mark.parametrize("port", ["owners", "use_once"])
def test_nobody_is_let_in_while_nobody_can_tell(port: str) -> None:
    fakes: dict[str, Any] = {"owners": FakeOwners(), "use_once": FakeUseOnce()}
    fakes[port].trouble = UnavailableError("out of order")
    with pytest.raises(UnavailableError):
        judge(an_answer(), **fakes)


@pytest.mark.parametrize(
    ("trouble", "code", "rule"),
    [
        (DeniedError("no", rule="session_is_live"), "denied", "session_is_live"),
        (MalformedError("no"), "malformed", "form"),
    ],
)
def test_every_denial_is_a_wrong_answer_with_its_rule_for_the_log(
    trouble: IsthmusError, code: str, rule: str
) -> None:
    verdict = judge(an_answer(), owners=FakeOwners(trouble=trouble))
    assert (verdict.is_right, verdict.code, verdict.rule) == (False, code, rule)


@pytest.mark.parametrize(
    "session", [a_session_text(), OTHER_SESSION, a_session_text(tail="x" * 40), "garbage"]
)
def test_a_verdict_does_not_show_the_session(session: str) -> None:
    assert session not in repr(judge(an_answer(unverified_answer=Secret(session))))


def test_the_live_session_of_the_user_who_signs_in_is_right() -> None:
    assert verify(an_answer()) == an_owner()
    assert judge(an_answer()) == Verdict(is_right=True, code="ok", rule="right_answer", reason=USERNAME)
