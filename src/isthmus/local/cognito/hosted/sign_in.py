"""Signing in at the page: the rules, locks and triggers of the API's password flow, without its tokens."""

from collections.abc import Mapping

from isthmus.clock import Clock
from isthmus.local.awsjson import AwsError, UnsupportedError
from isthmus.local.cognito.errors import invalid_session
from isthmus.local.cognito.hosted.authorization_request import AuthorizationRequest
from isthmus.local.cognito.hosted.browser_sessions import SignedInBrowser
from isthmus.local.cognito.passwords import check_policy
from isthmus.local.cognito.sessions import ChallengeSessions
from isthmus.local.cognito.sign_in.attempt import Attempt, Challenge, SentParameters, attempt_as
from isthmus.local.cognito.sign_in.completion import Completion
from isthmus.local.cognito.sign_in.mfa import Mfa
from isthmus.local.cognito.sign_in.new_password import NEW_PASSWORD_REQUIRED, NewPassword
from isthmus.local.cognito.sign_in.password import PasswordSignIn
from isthmus.local.cognito.user import CONFIRMED, FORCE_CHANGE_PASSWORD
from isthmus.local.cognito.users import Users


class HostedSignIn:
    """Check what a person typed."""

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
        """Check a password; a temporary one asks for another. Raises AwsError with the words for the page."""
        attempt = self._attempt(request, username)
        attempt = await self._password.verify(attempt, unverified_password)
        user = attempt.known_user()
        if user.status == FORCE_CHANGE_PASSWORD:
            return self._new_password.ask(attempt, user, state={})
        return await self._accept(attempt)

    async def with_new_password(
        self,
        request: AuthorizationRequest,
        *,
        username: str,
        unverified_session: str,
        answers: Mapping[str, str],
    ) -> SignedInBrowser:
        """Set the new password. Until it conforms to the policy, the session stays good."""
        sent = SentParameters(values=answers)
        policy = request.pool.settings["Policies"]["PasswordPolicy"]
        check_policy(sent.get("NEW_PASSWORD"), policy=policy)
        session = self._sessions.consume(
            unverified_session,
            client=request.client,
            challenge=NEW_PASSWORD_REQUIRED,
            username=request.pool.normalized(username),
        )
        if session.state:
            # SECURITY: a session in the middle of another flow does not shorten that flow.
            raise invalid_session("the session is of another flow")
        attempt = self._attempt(request, session.username)
        return await self._accept(await self._new_password.set(attempt, sent))

    def _attempt(self, request: AuthorizationRequest, username: str) -> Attempt:
        return attempt_as(username, pool=request.pool, client=request.client, users=self._users, metadata={})

    async def _accept(self, attempt: Attempt) -> SignedInBrowser:
        if attempt.known_user().status != CONFIRMED:
            raise AwsError("UserNotConfirmedException", "User is not confirmed.")
        if self._mfa.is_needed(attempt):
            # SECURITY: every way through the pages ends here, so none of them goes past the second factor.
            raise UnsupportedError("MFA at the sign-in pages")
        attempt = await self._completion.accept(attempt)
        return SignedInBrowser(user=attempt.known_user(), auth_time=int(self._clock.now()))
