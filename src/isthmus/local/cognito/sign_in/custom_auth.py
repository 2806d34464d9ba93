"""CUSTOM_AUTH: the state machine of define, create and verify.

    InitiateAuth ─▶ Define ─┬─ failAuthentication ─▶ refused
                    ▲       ├─ issueTokens ────────▶ tokens
                    │       └─ CUSTOM_CHALLENGE ───▶ Create ─▶ question, new session
                    └── Verify ◀── RespondToAuthChallenge (takes the session back, once)

With SRP first, Define asks for PASSWORD_VERIFIER, and for NEW_PASSWORD_REQUIRED if the password is temporary,
before any custom challenge. A wrong custom answer is no error by itself: Define decides; a wrong password is.
Pages: developerguide/amazon-cognito-user-pools-authentication-flow#Custom-authentication-flow-and-challenges,
developerguide/user-pool-lambda-challenge.
"""

from collections.abc import Sequence
from dataclasses import asdict

from isthmus.local.cognito.errors import incorrect_credentials, invalid_parameter
from isthmus.local.cognito.sessions import ChallengeSession, ChallengeSessions
from isthmus.local.cognito.sign_in.after_password import AfterPassword
from isthmus.local.cognito.sign_in.attempt import (
    Attempt,
    Challenge,
    SentParameters,
    SignInResult,
    check_is_confirmed,
)
from isthmus.local.cognito.sign_in.challenge_triggers import (
    CUSTOM_CHALLENGE,
    SRP_A,
    ChallengeResult,
    ChallengeTriggers,
)
from isthmus.local.cognito.sign_in.hooks import SignInHooks
from isthmus.local.cognito.sign_in.new_password import NEW_PASSWORD_REQUIRED, NewPassword
from isthmus.local.cognito.sign_in.srp import PASSWORD_VERIFIER, SrpProof, parse_public_number


class CustomAuth:
    """Start the flow, and take answers."""

    def __init__(
        self,
        *,
        triggers: ChallengeTriggers,
        hooks: SignInHooks,
        sessions: ChallengeSessions,
        after_password: AfterPassword,
        srp: SrpProof,
        new_password: NewPassword,
    ) -> None:
        self._triggers = triggers
        self._hooks = hooks
        self._sessions = sessions
        self._after_password = after_password
        self._srp = srp
        self._new_password = new_password

    async def start(self, attempt: Attempt, sent: SentParameters) -> SignInResult:
        """Run PreAuthentication, then ask Define. InitiateAuth's metadata reaches PreAuthentication only."""
        first = sent.find("CHALLENGE_NAME") or CUSTOM_CHALLENGE
        if first not in (CUSTOM_CHALLENGE, SRP_A):
            raise invalid_parameter(f"Invalid CHALLENGE_NAME {first}")
        if first == SRP_A:
            parse_public_number(sent)
        await self._hooks.before(attempt)
        if first == SRP_A:
            return await self._next(attempt.without_metadata(), results=(_solved(SRP_A),), sent=sent)
        if attempt.user is not None:
            # With SRP it is told after the password: `PasswordGuesses.settle`.
            check_is_confirmed(attempt.user)
        return await self._next(attempt.without_metadata(), results=(), sent=sent)

    async def answer(
        self, attempt: Attempt, *, session: ChallengeSession, sent: SentParameters
    ) -> SignInResult:
        """Let Verify judge the answer, then ask Define. The session was taken back before."""
        is_correct = await self._triggers.verify(
            attempt, private=session.state["private"], answer=sent.get("ANSWER")
        )
        last = ChallengeResult(
            name=CUSTOM_CHALLENGE, is_correct=is_correct, metadata=session.state["metadata"]
        )
        return await self._next(attempt, results=(*_previous(session), last), sent=sent)

    async def proceed(
        self, attempt: Attempt, *, session: ChallengeSession, sent: SentParameters
    ) -> SignInResult:
        """Ask Define again, after a challenge of Cognito's own: a password was proven, or a new one set."""
        results = (*_previous(session), _solved(session.challenge))
        return await self._next(attempt, results=results, sent=sent)

    async def _next(
        self, attempt: Attempt, *, results: Sequence[ChallengeResult], sent: SentParameters
    ) -> SignInResult:
        decision = await self._triggers.define(attempt, results)
        if decision.fails:
            raise incorrect_credentials("DefineAuthChallenge failed the sign-in")
        if decision.issues_tokens:
            # SECURITY: a name that leads to nobody never gets tokens, whatever the functions say.
            attempt.known_user()
            return await self._after_password.proceed_after_custom_auth(attempt)
        state = {"results": [asdict(result) for result in results]}
        if decision.challenge == PASSWORD_VERIFIER:
            return self._srp.ask(attempt, sent, state=state)
        if decision.challenge == NEW_PASSWORD_REQUIRED:
            return self._new_password.ask(attempt, attempt.known_user(), state=state)
        return await self._ask(attempt, results=results)

    async def _ask(self, attempt: Attempt, *, results: Sequence[ChallengeResult]) -> Challenge:
        created = await self._triggers.create(attempt, results)
        session = attempt.pending(
            CUSTOM_CHALLENGE,
            state={
                "private": dict(created.private),
                "metadata": created.metadata,
                "results": [asdict(result) for result in results],
            },
        )
        return Challenge(
            name=CUSTOM_CHALLENGE,
            session=self._sessions.issue(session, client=attempt.client),
            parameters={**created.public, "USERNAME": attempt.username},
        )


def is_custom(session: ChallengeSession) -> bool:
    """Tell whether a challenge of Cognito's own was asked inside of CUSTOM_AUTH."""
    return "results" in session.state


def _solved(name: str) -> ChallengeResult:
    return ChallengeResult(name=name, is_correct=True, metadata=None)


def _previous(session: ChallengeSession) -> tuple[ChallengeResult, ...]:
    return tuple(ChallengeResult(**result) for result in session.state["results"])
