"""The flows a client can start and the challenges it can answer, each behind the client's switch for it."""

from collections.abc import Mapping

from isthmus.local.awsjson import UnsupportedError
from isthmus.local.cognito.clients import REFRESH_FLOW, AppClient
from isthmus.local.cognito.errors import incorrect_credentials, invalid_parameter
from isthmus.local.cognito.passwords import check_policy
from isthmus.local.cognito.pools import Pool
from isthmus.local.cognito.sessions import ChallengeSession, ChallengeSessions
from isthmus.local.cognito.sign_in.after_password import AfterPassword
from isthmus.local.cognito.sign_in.attempt import (
    Attempt,
    IssuedTokens,
    SentParameters,
    SignInResult,
    begin,
    check_may_sign_in,
)
from isthmus.local.cognito.sign_in.challenge_triggers import CUSTOM_CHALLENGE
from isthmus.local.cognito.sign_in.custom_auth import CustomAuth, is_custom
from isthmus.local.cognito.sign_in.hooks import SignInHooks
from isthmus.local.cognito.sign_in.new_password import NEW_PASSWORD_REQUIRED, NewPassword
from isthmus.local.cognito.sign_in.password import PasswordSignIn
from isthmus.local.cognito.sign_in.refresh import Refresh
from isthmus.local.cognito.sign_in.srp import PASSWORD_VERIFIER, SrpProof, check_claim, parse_public_number
from isthmus.local.cognito.user import User
from isthmus.local.cognito.users import Users

_NOT_HERE = ("USER_AUTH",)


class SignIn:
    """Start flows and take answers, for InitiateAuth and RespondToAuthChallenge and their Admin twins."""

    def __init__(
        self,
        *,
        users: Users,
        sessions: ChallengeSessions,
        hooks: SignInHooks,
        custom_auth: CustomAuth,
        password: PasswordSignIn,
        srp: SrpProof,
        new_password: NewPassword,
        after_password: AfterPassword,
        refresh: Refresh,
    ) -> None:
        self._users = users
        self._sessions = sessions
        self._hooks = hooks
        self._custom_auth = custom_auth
        self._password = password
        self._srp = srp
        self._new_password = new_password
        self._after_password = after_password
        self._refresh = refresh

    async def start_custom_auth(
        self, *, pool: Pool, client: AppClient, sent: SentParameters, metadata: Mapping[str, str]
    ) -> SignInResult:
        """Start CUSTOM_AUTH."""
        if "ALLOW_CUSTOM_AUTH" not in client.flows:
            raise invalid_parameter("CUSTOM_AUTH is not enabled for the client.")
        attempt = begin(pool=pool, client=client, users=self._users, sent=sent, metadata=metadata)
        return await self._custom_auth.start(attempt, sent)

    async def start_password(
        self, *, pool: Pool, client: AppClient, sent: SentParameters, metadata: Mapping[str, str]
    ) -> SignInResult:
        """Check a password; the caller checked the client's switch."""
        attempt = begin(pool=pool, client=client, users=self._users, sent=sent, metadata=metadata)
        return await self._password.start(attempt, sent)

    async def start_srp(
        self, *, pool: Pool, client: AppClient, sent: SentParameters, metadata: Mapping[str, str]
    ) -> SignInResult:
        """Start USER_SRP_AUTH: whoever is named is asked for the proof of a password."""
        if "ALLOW_USER_SRP_AUTH" not in client.flows:
            raise invalid_parameter("USER_SRP_AUTH is not enabled for the client.")
        parse_public_number(sent)
        attempt = begin(pool=pool, client=client, users=self._users, sent=sent, metadata=metadata)
        await self._hooks.before(attempt)
        return self._srp.ask(attempt, sent, state={})

    async def start_refresh(self, *, pool: Pool, client: AppClient, sent: SentParameters) -> IssuedTokens:
        """Exchange a refresh token. SECRET_HASH is over the real username here."""
        if REFRESH_FLOW not in client.flows:
            raise invalid_parameter("REFRESH_TOKEN_AUTH flow not enabled for this client")
        token = sent.get("REFRESH_TOKEN")
        family, user = self._refresh.verify(token, pool=pool, client=client)
        client.verify_secret_hash(
            sent.find("SECRET_HASH"),
            username=user.username,
            mismatch=f"SecretHash does not match for the client: {client.id}",
        )
        return await self._refresh.exchange(token, family, user, pool=pool, client=client, metadata={})

    async def respond(
        self,
        *,
        pool: Pool,
        client: AppClient,
        challenge: str,
        unverified_session: str | None,
        sent: SentParameters,
        metadata: Mapping[str, str],
    ) -> SignInResult:
        """Take the answer to a challenge."""
        # (1) Is the answer complete? Until here the session stays good.
        username = sent.get("USERNAME")
        self._check_answer(challenge, pool=pool, sent=sent)
        if unverified_session is None and challenge != PASSWORD_VERIFIER:
            raise invalid_parameter("Missing required parameter Session")
        client.verify_secret_hash(
            sent.find("SECRET_HASH"),
            username=username,
            mismatch=f"Unable to verify secret hash for client {client.id}",
        )

        # (2) Take the session back: from here on it is used.
        session = self._consume(challenge, unverified_session, sent, pool=pool, client=client)
        attempt = Attempt(
            pool=pool,
            client=client,
            username=session.username,
            user=self._user_of(session, pool),
            metadata=metadata,
        )

        # (3) Judge it.
        return await self._judge(attempt, session=session, sent=sent)

    async def _judge(
        self, attempt: Attempt, *, session: ChallengeSession, sent: SentParameters
    ) -> SignInResult:
        if session.challenge == CUSTOM_CHALLENGE:
            return await self._custom_auth.answer(attempt, session=session, sent=sent)
        if session.challenge == PASSWORD_VERIFIER:
            attempt = attempt.with_user(self._srp.verify(attempt, session=session, sent=sent))
            go_on = self._after_password.proceed
        else:
            attempt = await self._new_password.set(attempt, sent)
            go_on = self._after_password.proceed_with_new_password
        if is_custom(session):
            return await self._custom_auth.proceed(attempt, session=session, sent=sent)
        return await go_on(attempt)

    def _consume(
        self,
        challenge: str,
        unverified_session: str | None,
        sent: SentParameters,
        *,
        pool: Pool,
        client: AppClient,
    ) -> ChallengeSession:
        if challenge == PASSWORD_VERIFIER:
            return self._srp.consume(sent, unverified_session=unverified_session, client=client, pool=pool)
        assert unverified_session is not None, "checked in (1)"
        username = pool.normalized(sent.get("USERNAME"))
        return self._sessions.consume(
            unverified_session, client=client, challenge=challenge, username=username
        )

    def _check_answer(self, challenge: str, *, pool: Pool, sent: SentParameters) -> None:
        if challenge == CUSTOM_CHALLENGE:
            sent.get("ANSWER")
        elif challenge == PASSWORD_VERIFIER:
            check_claim(sent)
        elif challenge == NEW_PASSWORD_REQUIRED:
            check_policy(sent.get("NEW_PASSWORD"), policy=pool.settings["Policies"]["PasswordPolicy"])
        else:
            raise UnsupportedError(f"The challenge {challenge}")

    def _user_of(self, session: ChallengeSession, pool: Pool) -> User | None:
        """Read the user anew; one who was deleted in between is refused like a wrong answer."""
        if session.sub is None:
            return None
        user = self._users.find(pool, session.sub)
        if user is None:
            raise incorrect_credentials("the user was deleted meanwhile")
        check_may_sign_in(user)
        return user


def check_flow_is_here(flow: str) -> None:
    """Refuse the flows that AWS has and the local stack does not."""
    if flow in _NOT_HERE:
        raise UnsupportedError(f"The flow {flow}")
