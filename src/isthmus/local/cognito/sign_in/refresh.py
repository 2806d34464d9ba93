"""New tokens for a refresh token, and a new refresh token if the client rotates them.

Page: developerguide/amazon-cognito-user-pools-using-the-refresh-token. A token that was replaced and comes
again revokes its whole sign-in (RFC 9700 section 4.14.2): one of the two who hold it is a thief.
"""

from collections.abc import Mapping
from dataclasses import replace

from isthmus.clock import Clock
from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.clients import AppClient
from isthmus.local.cognito.devices import Devices
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
        self,
        *,
        families: TokenFamilies,
        users: Users,
        devices: Devices,
        completion: Completion,
        clock: Clock,
    ) -> None:
        self._families = families
        self._users = users
        self._devices = devices
        self._completion = completion
        self._clock = clock

    def verify(
        self, unverified_token: str, *, pool: Pool, client: AppClient, unverified_device_key: str | None
    ) -> tuple[TokenFamily, User]:
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
        if self._families.is_replaced(unverified_token, grace_seconds=client.refresh_grace_seconds):
            raise self._reused(family)
        user = self._users.find_by_id(family.user_id)
        assert user is not None, "a user is deleted together with the families"
        if family.device_key is not None:
            self._check_device(user, family.device_key, unverified_key=unverified_device_key)
        check_may_sign_in(user)
        return family, user

    async def exchange(
        self,
        unverified_token: str,
        family: TokenFamily,
        user: User,
        *,
        pool: Pool,
        client: AppClient,
        metadata: Mapping[str, str],
    ) -> IssuedTokens:
        """Issue new tokens for a token that `verify` took, unless it was revoked while a function ran."""
        attempt = Attempt(pool=pool, client=client, username=user.username, user=user, metadata=metadata)
        issued = await self._completion.refresh(attempt, family=family, metadata=metadata)
        present = self._families.find(family.event_id)
        if present is None or present.is_revoked:
            raise not_authorized("Refresh Token has been revoked")
        if not client.rotates_refresh_tokens:
            return issued
        rotated = self._families.rotate(
            unverified_token, family=family, grace_seconds=client.refresh_grace_seconds
        )
        if rotated is None:
            raise self._reused(family)
        return replace(issued, refresh_token=rotated)

    def _check_device(self, user: User, key: str, *, unverified_key: str | None) -> None:
        """AWS: where devices are tracked, only the device that signed in refreshes, once it is confirmed.

        That an unconfirmed one is refused was reported, not documented (kink80/cognitoauth #2).
        """
        if unverified_key != key or self._devices.find(user, key) is None:
            raise not_authorized("Invalid Refresh Token", reason="the device is another, or unconfirmed")

    def _reused(self, family: TokenFamily) -> AwsError:
        self._families.revoke(family)
        return AwsError("RefreshTokenReuseException", "Refresh Token has been reused")
