"""The three triggers of custom authentication: their events and their checked answers.

Page: developerguide/user-pool-lambda-challenge. Whatever a function leaves out or mistypes is refused.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from isthmus.local.awsjson import UnsupportedError
from isthmus.local.cognito.errors import invalid_parameter, unrecognizable_output
from isthmus.local.cognito.sign_in.attempt import Attempt
from isthmus.local.cognito.sign_in.new_password import NEW_PASSWORD_REQUIRED
from isthmus.local.cognito.sign_in.srp import PASSWORD_VERIFIER
from isthmus.local.cognito.triggers import TriggerEvent, Triggers
from isthmus.local.cognito.user import FORCE_CHANGE_PASSWORD

CUSTOM_CHALLENGE = "CUSTOM_CHALLENGE"
SRP_A = "SRP_A"
_OTHER_CHALLENGES = frozenset(
    {
        "DEVICE_PASSWORD_VERIFIER",
        "DEVICE_SRP_AUTH",
        "EMAIL_OTP",
        "MFA_SETUP",
        "NEW_PASSWORD_REQUIRED",
        "PASSWORD_VERIFIER",
        "SMS_MFA",
        "SOFTWARE_TOKEN_MFA",
        "SRP_A",
    }
)
_TRIGGERS = {
    "DefineAuthChallenge": ("challengeName", "issueTokens", "failAuthentication"),
    "CreateAuthChallenge": (
        "publicChallengeParameters",
        "privateChallengeParameters",
        "challengeMetadata",
    ),
    "VerifyAuthChallengeResponse": ("answerCorrect",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeResult:
    """One answered challenge, as the `session` of the events lists it."""

    name: str
    is_correct: bool
    metadata: str | None

    def to_event(self) -> dict[str, Any]:
        """Write it as AWS does."""
        return {
            "challengeName": self.name,
            "challengeResult": self.is_correct,
            "challengeMetadata": self.metadata,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What Define decided. Without tokens and without failure, `challenge` follows."""

    fails: bool
    issues_tokens: bool
    challenge: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatedChallenge:
    """What Create asks, and what only Verify may know of it."""

    public: Mapping[str, str]
    private: Mapping[str, str]
    metadata: str | None


class ChallengeTriggers:
    """Ask the pool's three functions. A missing function is an error, never a yes."""

    def __init__(self, triggers: Triggers) -> None:
        self._triggers = triggers

    async def define(self, attempt: Attempt, results: Sequence[ChallengeResult]) -> Decision:
        """Decide on the next step. Failure beats tokens, tokens beat another challenge."""
        arn = attempt.pool.triggers.get("DefineAuthChallenge")
        request = {"session": [result.to_event() for result in results]}
        response = await self._run(arn, attempt, trigger="DefineAuthChallenge", request=request)
        fails = _flag(response.get("failAuthentication"))
        issues_tokens = _flag(response.get("issueTokens"))
        name = _text(response.get("challengeName"))
        expected = _next_challenge(attempt, results)
        if not fails and not issues_tokens:
            _check_challenge_name(name, expected=expected)
        if not fails and issues_tokens and expected != CUSTOM_CHALLENGE:
            # SECURITY: SRP that was begun is ended: no tokens for a password that nobody proved or renewed.
            raise unrecognizable_output()
        return Decision(fails=fails, issues_tokens=issues_tokens and not fails, challenge=expected)

    async def create(self, attempt: Attempt, results: Sequence[ChallengeResult]) -> CreatedChallenge:
        """Make the question."""
        arn = attempt.pool.triggers.get("CreateAuthChallenge")
        request = {
            "challengeName": CUSTOM_CHALLENGE,
            "session": [result.to_event() for result in results],
        }
        response = await self._run(arn, attempt, trigger="CreateAuthChallenge", request=request)
        private = _texts(response.get("privateChallengeParameters"))
        if not private:
            # WIRE: AWS refuses empty private parameters (aws-samples/amazon-cognito-passwordless-auth).
            raise unrecognizable_output()
        public = response.get("publicChallengeParameters")
        return CreatedChallenge(
            public={} if public is None else _texts(public),
            private=private,
            metadata=_text(response.get("challengeMetadata")),
        )

    async def verify(self, attempt: Attempt, *, private: Mapping[str, str], answer: str) -> bool:
        """Tell whether the answer is right; only the function knows."""
        arn = attempt.pool.triggers.get("VerifyAuthChallengeResponse")
        request = {"privateChallengeParameters": private, "challengeAnswer": answer}
        response = await self._run(arn, attempt, trigger="VerifyAuthChallengeResponse", request=request)
        is_correct = response.get("answerCorrect")
        if not isinstance(is_correct, bool):
            raise unrecognizable_output()
        return is_correct

    async def _run(
        self, arn: str | None, attempt: Attempt, *, trigger: str, request: dict[str, Any]
    ) -> dict[str, Any]:
        if arn is None:
            raise invalid_parameter("Custom auth lambda trigger is not configured for the user pool.")
        request = attempt.event_request() | request
        if attempt.metadata:
            request["clientMetadata"] = dict(attempt.metadata)
        event = TriggerEvent(
            trigger=trigger,
            source=f"{trigger}_Authentication",
            username=attempt.username,
            client_id=attempt.client.id,
            request=request,
            response=dict.fromkeys(_TRIGGERS[trigger]),
        )
        return await self._triggers.run(arn, event, pool=attempt.pool)


def _next_challenge(attempt: Attempt, results: Sequence[ChallengeResult]) -> str:
    """Give the challenge that can follow (developerguide/user-pool-lambda-challenge, the flow's steps)."""
    last = results[-1].name if results else None
    if last == SRP_A:
        return PASSWORD_VERIFIER
    if last == PASSWORD_VERIFIER and attempt.known_user().status == FORCE_CHANGE_PASSWORD:
        return NEW_PASSWORD_REQUIRED
    return CUSTOM_CHALLENGE


def _check_challenge_name(name: str | None, *, expected: str) -> None:
    if name == expected:
        return
    if name == CUSTOM_CHALLENGE:
        raise unrecognizable_output()
    if name in _OTHER_CHALLENGES:
        raise UnsupportedError(f"The challenge {name} in custom authentication")
    raise unrecognizable_output()


def _flag(value: Any) -> bool:
    if value is not None and not isinstance(value, bool):
        raise unrecognizable_output()
    return value is True


def _text(value: Any) -> str | None:
    if value is not None and not isinstance(value, str):
        raise unrecognizable_output()
    return value


def _texts(value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(element, str) for element in value.values()):
        raise unrecognizable_output()
    return value
