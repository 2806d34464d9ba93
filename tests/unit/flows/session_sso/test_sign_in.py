"""A sign-in as an application does it."""

from typing import Any

import pytest

from isthmus.cognito.sign_in import Challenge, UserPoolTokens
from isthmus.errors import ConfigurationError, DeniedError, IsthmusError, ThrottledError, UnavailableError
from isthmus.flows.session_sso.patience import MOST_PAUSES
from isthmus.flows.session_sso.sign_in import sign_in as sign_in_with
from isthmus.salesforce.session_id import SessionId
from unit.flows.session_sso.fakes import (
    OTHER_USERNAME,
    TOKENS,
    USERNAME,
    FakeSignIns,
    FakeTime,
    FakeValidator,
)
from unit.salesforce.fake_org import a_session_text

SESSION = SessionId.parse(a_session_text())
OUTAGE = UnavailableError("out of order")
BUSY = ThrottledError("too busy")


def sign_in(
    *,
    sign_ins: FakeSignIns,
    validator: FakeValidator | None = None,
    time: FakeTime | None = None,
    seconds: float = 20.0,
) -> UserPoolTokens:
    patience = (time or FakeTime()).patience(seconds=seconds)
    return sign_in_with(SESSION, validator=validator or FakeValidator(), sign_ins=sign_ins, patience=patience)


@pytest.mark.parametrize("trouble", [DeniedError("no", rule="validator"), UnavailableError("out of order")])
def test_starts_nothing_when_the_validator_does_not_say_yes(trouble: DeniedError | UnavailableError) -> None:
    sign_ins = FakeSignIns()
    with pytest.raises(type(trouble)):
        sign_in(validator=FakeValidator(trouble=trouble), sign_ins=sign_ins)
    assert sign_ins.begun == []


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("foreign_challenge", {"parameters": {}}),
        ("foreign_challenge", {"parameters": {"challenge": "MAGIC_LINK"}}),
        ("same_user", {"username": OTHER_USERNAME}),
    ],
)
def test_gives_the_session_to_no_other_question(rule: str, changes: dict[str, Any]) -> None:
    sign_ins = FakeSignIns(**changes)
    with pytest.raises(DeniedError) as refused:
        sign_in(sign_ins=sign_ins)
    assert refused.value.rule == rule
    assert sign_ins.answers == []


def test_answers_once_even_if_asked_again() -> None:
    sign_ins = FakeSignIns(asks_again=True)
    with pytest.raises(DeniedError) as refused:
        sign_in(sign_ins=sign_ins)
    assert refused.value.rule == "right_answer"
    assert len(sign_ins.answers) == 1


def test_gives_the_tokens_of_the_owner() -> None:
    sign_ins = FakeSignIns()
    assert sign_in(sign_ins=sign_ins) == TOKENS
    assert (sign_ins.begun, sign_ins.answers) == ([USERNAME], [a_session_text()])


@pytest.mark.parametrize(
    "trouble",
    [
        OUTAGE,
        DeniedError("no", rule="user_pool"),
        ConfigurationError("CUSTOM_AUTH is not enabled"),
    ],
)
def test_sends_no_second_answer_when_the_first_was_refused_or_its_outcome_is_lost(
    trouble: IsthmusError,
) -> None:
    sign_ins, time = FakeSignIns(answer_troubles=[trouble]), FakeTime()
    with pytest.raises(type(trouble)) as failed:
        sign_in(sign_ins=sign_ins, time=time)
    assert failed.value is trouble
    assert (len(sign_ins.begun), len(sign_ins.answers), time.pauses) == (1, 1, [])


@pytest.mark.parametrize(
    "trouble", [DeniedError("no", rule="user_pool"), ConfigurationError("CUSTOM_AUTH is not enabled")]
)
def test_takes_a_refusal_for_an_answer(trouble: IsthmusError) -> None:
    validator, sign_ins, time = FakeValidator(), FakeSignIns(begin_troubles=[trouble]), FakeTime()
    with pytest.raises(type(trouble)):
        sign_in(validator=validator, sign_ins=sign_ins, time=time)
    assert (validator.asked, len(sign_ins.begun), time.pauses) == (1, 1, [])


def test_gives_up_after_a_few_tries_in_all() -> None:
    validator = FakeValidator(troubles=[OUTAGE])
    sign_ins = FakeSignIns(begin_troubles=[OUTAGE], answer_troubles=[BUSY] * 9)
    time = FakeTime()
    with pytest.raises(ThrottledError):
        sign_in(validator=validator, sign_ins=sign_ins, time=time)
    assert len(time.pauses) == MOST_PAUSES
    assert (validator.asked, len(sign_ins.begun), len(sign_ins.answers)) == (2, 3, 2)


def test_gives_up_when_the_next_try_would_be_too_late() -> None:
    busy, time = ThrottledError("too busy", retry_after_seconds=30), FakeTime()
    with pytest.raises(ThrottledError) as failed:
        sign_in(validator=FakeValidator(trouble=busy), sign_ins=FakeSignIns(), time=time, seconds=20)
    assert (failed.value, time.pauses) == (busy, [])


def test_begins_no_call_that_nobody_waits_for() -> None:
    sign_ins = FakeSignIns()
    with pytest.raises(UnavailableError, match="given up"):
        sign_in(sign_ins=sign_ins, time=FakeTime(given_up_after=0))
    time = FakeTime(given_up_after=1)
    with pytest.raises(ThrottledError):
        sign_in(validator=FakeValidator(troubles=[BUSY]), sign_ins=sign_ins, time=time)
    assert sign_ins.begun == []


def test_keeps_the_session_when_the_question_came_too_late() -> None:
    time = FakeTime()

    class SlowSignIns(FakeSignIns):
        def begin(self, username: str) -> Challenge:
            time.seconds += 21
            return FakeSignIns.begin(self, username)

    sign_ins = SlowSignIns()
    with pytest.raises(UnavailableError, match="too long"):
        sign_in(sign_ins=sign_ins, time=time, seconds=20)
    assert sign_ins.answers == []


def test_answers_another_challenge_when_the_pool_is_too_busy_for_the_first() -> None:
    sign_ins = FakeSignIns(answer_troubles=[BUSY])
    assert sign_in(sign_ins=sign_ins) == TOKENS
    first, second = sign_ins.answered
    assert first is not second
    assert len(sign_ins.begun) == 2


def test_asks_validator_and_pool_again_after_an_outage_with_pauses_that_grow() -> None:
    validator, time = FakeValidator(troubles=[OUTAGE, BUSY]), FakeTime()
    sign_ins = FakeSignIns(begin_troubles=[OUTAGE])
    assert sign_in(validator=validator, sign_ins=sign_ins, time=time) == TOKENS
    assert (validator.asked, len(sign_ins.begun), len(sign_ins.answers)) == (3, 2, 1)
    longest = [0.5, 1.0, 2.0]
    assert all(most / 2 <= pause <= most for pause, most in zip(time.pauses, longest, strict=True))


def test_leaves_a_busy_validator_alone_as_long_as_it_wants() -> None:
    time = FakeTime()
    validator = FakeValidator(troubles=[ThrottledError("too busy", retry_after_seconds=5)])
    assert sign_in(validator=validator, sign_ins=FakeSignIns(), time=time) == TOKENS
    assert time.pauses == [5]
