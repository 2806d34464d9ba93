"""Decide how a sign-in goes on: ask, issue tokens, or fail. Only this module ever says "issue tokens".

https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-define-auth-challenge.html
"""

from enum import StrEnum

from isthmus.flows.session_sso.challenge import CUSTOM_CHALLENGE, SALESFORCE_SESSION

TYPE_CHECKING = False  # NOTE: `typing` costs 5 ms at a trigger's cold start; checkers know the name
if TYPE_CHECKING:
    from collections.abc import Sequence


class Step(StrEnum):
    """How the sign-in goes on."""

    ASK = "ask"
    ISSUE_TOKENS = "issue_tokens"
    FAIL = "fail"


# NOTE: plain classes here, for `dataclasses` costs 10 ms at cold start and this trigger may cost 10 in all.
class Round:
    """A challenge of this sign-in that was answered, as Cognito remembers it."""

    __slots__ = ("challenge_name", "is_correct", "metadata")

    def __init__(self, *, challenge_name: str, metadata: str | None, is_correct: bool) -> None:
        self.challenge_name = challenge_name
        self.metadata = metadata
        self.is_correct = is_correct


class Decision:
    """The step, and for the log the rule that led to it."""

    __slots__ = ("rule", "step")

    def __init__(self, step: Step, *, rule: str) -> None:
        self.step = step
        self.rule = rule


def decide_step(rounds: "Sequence[Round]", *, is_user_known: bool, max_attempts: int) -> Decision:
    """Decide from the rounds so far; `max_attempts` is the number of answers a sign-in may give.

    An unknown user is asked as often as a known one and then fails, so that nobody learns who exists
    (cognito-user-pool-managing-errors.html); Cognito sets no limit to custom answers, so we do.
    """
    # (1) Every round is our challenge. SRP, MFA or another's challenge prove nothing about the session.
    if not all(_is_ours(one) for one in rounds):
        return Decision(Step.FAIL, rule="foreign_challenge")
    # (2) There are not too many, and none follows a right answer.
    if len(rounds) > max_attempts or any(one.is_correct for one in rounds[:-1]):
        return Decision(Step.FAIL, rule="too_many_rounds")
    # (3) The last answer was right: the one place that issues tokens.
    if rounds and rounds[-1].is_correct:
        if not is_user_known:
            return Decision(Step.FAIL, rule="unknown_user")
        return Decision(Step.ISSUE_TOKENS, rule="right_answer")
    # (4) It was wrong, or there is none yet.
    if len(rounds) == max_attempts:
        return Decision(Step.FAIL, rule="attempts")
    return Decision(Step.ASK, rule="attempt_left")


def _is_ours(one: Round) -> bool:
    return one.challenge_name == CUSTOM_CHALLENGE and one.metadata == SALESFORCE_SESSION
