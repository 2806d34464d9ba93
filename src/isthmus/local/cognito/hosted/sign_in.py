"""Signing in at the page: the rules, locks and triggers of the API's password flow, without its tokens."""

from collections.abc import Mapping

from isthmus.clock import Clock
from isthmus.local.awsjson import AwsError, UnsupportedError
from isthmus.local.cognito.errors import invalid_session, not_authorized
from isthmus.local.cognito.external.providers import LOCAL_USERS
from isthmus.local.cognito.hosted.authorization_request import AuthorizationRequest
from isthmus.local.cognito.hosted.browser_sessions import SignedInBrowser
from isthmus.local.cognito.passwords import check_policy
from isthmus.local.cognito.sessions import ChallengeSession, ChallengeSessions
from isthmus.local.cognito.sign_in.attempt import Attempt, Challenge, SentParameters, attempt_as
from isthmus.local.cognito.sign_in.completion import Completion
from isthmus.local.cognito.sign_in.mfa import MFA_SETUP, Mfa
from isthmus.local.cognito.sign_in.new_password import NEW_PASSWORD_REQUIRED, NewPassword
from isthmus.local.cognito.sign_in.password import PasswordSignIn
from isthmus.local.cognito.software_tokens import SOFTWARE_TOKEN_MFA
from isthmus.local.cognito.user import CONFIRMED, FORCE_CHANGE_PASSWORD
from isthmus.local.cognito.users import Users

# The trigger source of tokens that managed login leads to; the grant runs the trigger, not the challenge.
_SOURCE = "TokenGeneration_HostedAuth"


class HostedSignIn:
    """Check what a person typed. All methods raise AwsError with the words for the page."""

    def __init__(
        self,
        *,
        users: Users,
        sessions: ChallengeSessions,
        password: PasswordSignIn,
        new_password: NewPassword,
        mfa: Mfa,
        completion: Completion,
        clock: Clock,
    ) -> None:
        self._users = users
        self._sessions = sessions
        self._password = password
        self._new_password = new_password
        self._mfa = mfa
        self._completion = completion
        self._clock = clock

    async def with_password(
        self, request: AuthorizationRequest, *, username: str, unverified_password: str
    ) -> SignedInBrowser | Challenge:
        """Check a password; a temporary one asks for another, and MFA for a code."""
        attempt = self._attempt(request, username)
        attempt = await self._password.verify(attempt, unverified_password)
        user = attempt.known_user()
        if user.status == FORCE_CHANGE_PASSWORD:
            return self._new_password.ask(attempt, user, state={})
        return await self._ask_or_accept(attempt)

    async def with_new_password(
        self,
        request: AuthorizationRequest,
        *,
        username: str,
        unverified_session: str,
        answers: Mapping[str, str],
    ) -> SignedInBrowser | Challenge:
        """Set the new password. Until it conforms to the policy, the session stays good."""
        sent = SentParameters(values=answers)
        policy = request.pool.settings["Policies"]["PasswordPolicy"]
        check_policy(sent.get("NEW_PASSWORD"), policy=policy)
        session = self._consume(
            request, NEW_PASSWORD_REQUIRED, username=username, unverified_session=unverified_session
        )
        attempt = self._attempt_of(session, request)
        return await self._ask_or_accept(await self._new_password.set(attempt, sent))

    async def with_second_factor(
        self,
        request: AuthorizationRequest,
        *,
        challenge: str,
        username: str,
        unverified_session: str,
        answers: Mapping[str, str],
    ) -> SignedInBrowser:
        """Check the answer to a challenge that `Mfa` asked. After a mistyped code the session stays good."""
        session = self._consume(request, challenge, username=username, unverified_session=unverified_session)
        attempt = self._attempt_of(session, request)
        outcome = await self._mfa.answer(
            attempt,
            session=session,
            unverified_session=unverified_session,
            sent=SentParameters(values=answers),
        )
        if isinstance(outcome, Challenge):
            raise UnsupportedError(f"The challenge {outcome.name} at the sign-in pages")
        return await self._accept(outcome, has_second_factor=True)

    def _consume(
        self, request: AuthorizationRequest, challenge: str, *, username: str, unverified_session: str
    ) -> ChallengeSession:
        return self._sessions.consume(
            unverified_session,
            client=request.client,
            challenge=challenge,
            username=request.pool.normalized(username),
        )

    def _attempt(self, request: AuthorizationRequest, username: str) -> Attempt:
        if not request.has_local_users:
            raise not_authorized("Sign in with an identity provider.", reason="the client lacks COGNITO")
        return attempt_as(username, pool=request.pool, client=request.client, users=self._users, metadata={})

    def _attempt_of(self, session: ChallengeSession, request: AuthorizationRequest) -> Attempt:
        attempt = self._attempt(request, session.username)
        if attempt.user is None or attempt.user.sub != session.sub:
            # SECURITY: the name may be another person's by the time of the answer.
            raise invalid_session("the user was deleted meanwhile")
        return attempt

    async def _ask_or_accept(self, attempt: Attempt) -> SignedInBrowser | Challenge:
        # SECURITY: every way without a second factor ends here, so none of them goes past it.
        if self._mfa.is_needed(attempt):
            return _shown(await self._mfa.ask(attempt, source=_SOURCE))
        return await self._accept(attempt, has_second_factor=False)

    async def _accept(self, attempt: Attempt, *, has_second_factor: bool) -> SignedInBrowser:
        if attempt.known_user().status != CONFIRMED:
            raise AwsError("UserNotConfirmedException", "User is not confirmed.")
        attempt = await self._completion.accept(attempt)
        return SignedInBrowser(
            user=attempt.known_user(),
            auth_time=int(self._clock.now()),
            has_second_factor=has_second_factor,
            provider=LOCAL_USERS,
        )


def _shown(challenge: Challenge) -> Challenge:
    """Refuse the second factors that the pages have no form for."""
    if challenge.name not in (MFA_SETUP, SOFTWARE_TOKEN_MFA):
        raise UnsupportedError(f"The challenge {challenge.name} at the sign-in pages")
    return challenge
