"""How a sign-in goes on."""

from itertools import product

import pytest

from isthmus.flows.session_sso.define import Decision, Round, Step, decide_step


def a_round(
    *, is_correct: bool, name: str = "CUSTOM_CHALLENGE", metadata: str | None = "SALESFORCE_SESSION"
) -> Round:
    return Round(challenge_name=name, metadata=metadata, is_correct=is_correct)


RIGHT, WRONG = a_round(is_correct=True), a_round(is_correct=False)


def decide(*rounds: Round, is_user_known: bool = True, max_attempts: int = 1) -> Decision:
    return decide_step(rounds, is_user_known=is_user_known, max_attempts=max_attempts)


FOREIGN_ROUNDS = [
    a_round(is_correct=True, name=name, metadata="SALESFORCE_SESSION")
    for name in (
        "SRP_A",
        "PASSWORD_VERIFIER",
        "SMS_MFA",
        "EMAIL_OTP",
        "SOFTWARE_TOKEN_MFA",
        "DEVICE_SRP_AUTH",
        "NEW_PASSWORD_REQUIRED",
        "ADMIN_NO_SRP_AUTH",
        "custom_challenge",
        "",
    )
] + [
    a_round(is_correct=True, metadata=metadata) for metadata in ("MAGIC_LINK", "salesforce_session", "", None)
]


@pytest.mark.parametrize("foreign", FOREIGN_ROUNDS, ids=lambda one: f"{one.challenge_name} {one.metadata}")
@pytest.mark.parametrize("max_attempts", [1, 3])
def test_fails_after_a_challenge_that_is_not_ours(foreign: Round, max_attempts: int) -> None:
    for rounds in ([foreign], [foreign, RIGHT], [WRONG, foreign]):
        decision = decide(*rounds, max_attempts=max_attempts)
        assert (decision.step, decision.rule) == (Step.FAIL, "foreign_challenge")


@pytest.mark.parametrize("max_attempts", [1, 2, 3])
def test_fails_when_all_attempts_were_wrong(max_attempts: int) -> None:
    decision = decide(*[WRONG] * max_attempts, max_attempts=max_attempts)
    assert (decision.step, decision.rule) == (Step.FAIL, "attempts")


def test_fails_when_there_are_more_answers_than_allowed_even_if_the_last_is_right() -> None:
    assert decide(WRONG, RIGHT, max_attempts=1).rule == "too_many_rounds"
    assert decide(WRONG, WRONG, WRONG, RIGHT, max_attempts=3).step is Step.FAIL


def test_fails_when_a_right_answer_is_followed_by_another_round() -> None:
    for last in (RIGHT, WRONG):
        assert decide(RIGHT, last, max_attempts=3).rule == "too_many_rounds"


@pytest.mark.parametrize("max_attempts", [1, 2, 3])
def test_never_issues_tokens_to_an_unknown_user(max_attempts: int) -> None:
    for count in range(5):
        for rounds in product([RIGHT, WRONG], repeat=count):
            decision = decide(*rounds, is_user_known=False, max_attempts=max_attempts)
            assert decision.step is not Step.ISSUE_TOKENS


@pytest.mark.parametrize("max_attempts", [1, 2, 3])
def test_asks_an_unknown_user_just_as_often_as_a_known_one_who_is_wrong(max_attempts: int) -> None:
    for count in range(5):
        steps = {
            decide(*[WRONG] * count, is_user_known=known, max_attempts=max_attempts).step
            for known in (True, False)
        }
        assert len(steps) == 1


@pytest.mark.parametrize("max_attempts", [1, 2, 3])
def test_issues_tokens_after_one_right_answer_and_in_no_other_case(max_attempts: int) -> None:
    for count in range(5):
        for rounds in product([RIGHT, WRONG], repeat=count):
            is_won = 0 < count <= max_attempts and rounds == (*[WRONG] * (count - 1), RIGHT)
            decision = decide(*rounds, max_attempts=max_attempts)
            assert (decision.step is Step.ISSUE_TOKENS) is is_won


def test_asks_first_and_after_a_wrong_answer_while_attempts_are_left() -> None:
    assert decide().step is Step.ASK
    assert decide(is_user_known=False).step is Step.ASK
    assert decide(WRONG, max_attempts=2).step is Step.ASK
    assert decide(WRONG, WRONG, max_attempts=3).step is Step.ASK
