"""New tokens for a refresh token. Page: developerguide/amazon-cognito-user-pools-using-the-refresh-token."""

from collections.abc import Mapping

from isthmus.clock import Clock
from isthmus.local.cognito.clients import AppClient
from isthmus.local.cognito.errors import not_authorized
from isthmus.local.cognito.pools import Pool
from isthmus.local.cognito.sign_in.attempt import Attempt, IssuedTokens, check_may_sign_in
from isthmus.local.cognito.sign_in.completion import Completion
from isthmus.local.cognito.token_families import TokenFamilies, TokenFamily
from isthmus.local.cognito.user import User
from isthmus.local.cognito.users import Users


class Refresh:
    """Exchange refresh tokens."""

    def __init__(
        self, *, families: TokenFamilies, users: Users, completion: Completion, clock: Clock
    ) -> None:
        self._families = families
        self._users = users
        self._completion = completion
        self._clock = clock

    def verify(self, unverified_token: str, *, pool: Pool, client: AppClient) -> tuple[TokenFamily, User]:
        """Give the family and its user, or raise NotAuthorizedException with AWS's reason."""
        family = self._families.find_by_refresh_token(unverified_token)
        if family is None or family.pool_id != pool.id:
            raise not_authorized("Invalid Refresh Token")
        if family.client_id != client.id:
            raise not_authorized("Refresh Token has different Client")
        if family.is_revoked:
            raise not_authorized("Refresh Token has been revoked")
        if family.expires_at <= self._clock.now():
            raise not_authorized("Refresh Token has expired")
        user = self._users.find_by_id(family.user_id)
        assert user is not None, "a user is deleted together with the families"
        check_may_sign_in(user)
        return family, user

    async def exchange(
        self,
        family: TokenFamily,
        user: User,
        *,
        pool: Pool,
        client: AppClient,
        metadata: Mapping[str, str],
    ) -> IssuedTokens:
        """Issue new tokens, unless the family was revoked while a function ran."""
        attempt = Attempt(pool=pool, client=client, username=user.username, user=user, metadata=metadata)
        issued = await self._completion.refresh(attempt, family=family, metadata=metadata)
        present = self._families.find(family.event_id)
        if present is None or present.is_revoked:
            raise not_authorized("Refresh Token has been revoked")
        return issued
