"""CUSTOM_AUTH: the state machine of define, create and verify.

    InitiateAuth ─▶ Define ─┬─ failAuthentication ─▶ refused
                    ▲       ├─ issueTokens ────────▶ tokens
                    │       └─ CUSTOM_CHALLENGE ───▶ Create ─▶ question, new session
                    └── Verify ◀── RespondToAuthChallenge (takes the session back, once)

A wrong answer is no error by itself: Define decides. Page: developerguide/amazon-cognito-user-pools-
authentication-flow#Custom-authentication-flow-and-challenges.
"""

from collections.abc import Sequence
from dataclasses import asdict

from isthmus.local.awsjson import UnsupportedError
from isthmus.local.cognito.errors import incorrect_credentials
from isthmus.local.cognito.sessions import ChallengeSession, ChallengeSessions
from isthmus.local.cognito.sign_in.attempt import (
    Attempt,
    Challenge,
    SentParameters,
    SignInResult,
    check_is_confirmed,
)
from isthmus.local.cognito.sign_in.challenge_triggers import (
    CUSTOM_CHALLENGE,
    ChallengeResult,
    ChallengeTriggers,
)
from isthmus.local.cognito.sign_in.completion import Completion
from isthmus.local.cognito.sign_in.hooks import SignInHooks


class CustomAuth:
    """Start the flow, and take answers."""

    def __init__(
        self,
        *,
        triggers: ChallengeTriggers,
        hooks: SignInHooks,
        sessions: ChallengeSessions,
        completion: Completion,
    ) -> None:
        self._triggers = triggers
        self._hooks = hooks
        self._sessions = sessions
        self._completion = completion

    async def start(self, attempt: Attempt, sent: SentParameters) -> SignInResult:
        """Run PreAuthentication, then ask Define. InitiateAuth's metadata reaches PreAuthentication only."""
        if sent.find("CHALLENGE_NAME") is not None:
            raise UnsupportedError("CUSTOM_AUTH that starts with SRP_A")
        await self._hooks.before(attempt)
        if attempt.user is not None:
            check_is_confirmed(attempt.user)
        return await self._next(attempt.without_metadata(), results=())

    async def answer(
        self, attempt: Attempt, *, session: ChallengeSession, sent: SentParameters
    ) -> SignInResult:
        """Let Verify judge the answer, then ask Define. The session was taken back before."""
        is_correct = await self._triggers.verify(
            attempt, private=session.state["private"], answer=sent.get("ANSWER")
        )
        previous = tuple(ChallengeResult(**result) for result in session.state["results"])
        last = ChallengeResult(
            name=CUSTOM_CHALLENGE, is_correct=is_correct, metadata=session.state["metadata"]
        )
        return await self._next(attempt, results=(*previous, last))

    async def _next(self, attempt: Attempt, *, results: Sequence[ChallengeResult]) -> SignInResult:
        decision = await self._triggers.define(attempt, results)
        if decision.fails:
            raise incorrect_credentials("DefineAuthChallenge failed the sign-in")
        if decision.issues_tokens:
            # SECURITY: a name that leads to nobody never gets tokens, whatever the functions say.
            attempt.known_user()
            return await self._completion.sign_in(attempt, source="TokenGeneration_Authentication")
        return await self._ask(attempt, results=results)

    async def _ask(self, attempt: Attempt, *, results: Sequence[ChallengeResult]) -> Challenge:
        created = await self._triggers.create(attempt, results)
        session = ChallengeSession(
            challenge=CUSTOM_CHALLENGE,
            username=attempt.username,
            sub=attempt.user.sub if attempt.user is not None else None,
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
