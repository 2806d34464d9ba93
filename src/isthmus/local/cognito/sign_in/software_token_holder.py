"""Who sets up an authenticator app: the user of an access token, or the one in the middle of MFA_SETUP."""

from dataclasses import replace

from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.access_tokens import AccessTokens
from isthmus.local.cognito.clients import AppClient, AppClients
from isthmus.local.cognito.errors import invalid_parameter, invalid_session
from isthmus.local.cognito.pools import Pool, Pools
from isthmus.local.cognito.sessions import ChallengeSession, ChallengeSessions
from isthmus.local.cognito.sign_in.attempt import check_may_sign_in
from isthmus.local.cognito.sign_in.mfa import MFA_SETUP, check_stage
from isthmus.local.cognito.software_tokens import SoftwareTokens
from isthmus.local.cognito.user import User
from isthmus.local.cognito.users import Users


class SoftwareTokenHolders:
    """Find the user whom AccessToken or Session stands for, and move the setup on."""

    def __init__(
        self,
        *,
        access_tokens: AccessTokens,
        pools: Pools,
        clients: AppClients,
        users: Users,
        sessions: ChallengeSessions,
        tokens: SoftwareTokens,
    ) -> None:
        self._access_tokens = access_tokens
        self._pools = pools
        self._clients = clients
        self._users = users
        self._sessions = sessions
        self._tokens = tokens

    def get(self, unverified_token: str | None, *, unverified_session: str | None) -> User:
        """Give the user, or raise what AWS raises. Exactly one of the two has to be there."""
        if (unverified_token is None) == (unverified_session is None):
            raise invalid_parameter("Exactly one of AccessToken and Session is required.")
        if unverified_token is not None:
            signed_in = self._access_tokens.verify(unverified_token)
            _check_is_on(signed_in.pool)
            return signed_in.user
        assert unverified_session is not None
        client, username = self._binding(unverified_session)
        pool = self._pools.get(client.pool_id)
        _check_is_on(pool)
        user = self._users.find(pool, username)
        if user is None or self._tokens.find(user).is_verified:
            # SECURITY: whoever has only the password does not put another app in the place of a verified one.
            raise _invalid_session()
        check_may_sign_in(user)
        return user

    def consume_setup(self, unverified_session: str, *, stage: str) -> ChallengeSession:
        """Take the session of a stage of the setup, once."""
        client, username = self._binding(unverified_session)
        session = self._sessions.consume(
            unverified_session, client=client, challenge=MFA_SETUP, username=username
        )
        check_stage(session, stage)
        return session

    def continue_setup(self, unverified_session: str, session: ChallengeSession, *, stage: str) -> str:
        """Give the session of the next stage, in place of one that was consumed."""
        client, _ = self._binding(unverified_session)
        following = replace(session, state={**session.state, "stage": stage})
        return self._sessions.issue(following, client=client)

    def give_back(self, unverified_session: str) -> None:
        """Let a consumed session be used again after a mistyped code."""
        self._sessions.give_back(unverified_session)

    def _binding(self, unverified_session: str) -> tuple[AppClient, str]:
        binding = self._sessions.find_binding(unverified_session)
        if binding is None:
            raise _invalid_session()
        client_id, username = binding
        return self._clients.get(client_id, pool_id=None), username


def _check_is_on(pool: Pool) -> None:
    if not pool.has_software_tokens:
        raise AwsError(
            "SoftwareTokenMFANotFoundException", "Software Token MFA has not been enabled by the userPool"
        )


def _invalid_session() -> AwsError:
    return invalid_session("unknown, or of a user who has an app")
