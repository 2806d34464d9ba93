"""The end of every successful sign-in: the last triggers, the last look at the user, the tokens."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from isthmus.local.cognito.clients import AppClient, AppClients
from isthmus.local.cognito.devices import Device, Devices
from isthmus.local.cognito.errors import incorrect_credentials
from isthmus.local.cognito.groups import Groups
from isthmus.local.cognito.pre_token import USER_SCOPES, PreTokenGeneration, TokenChanges, TokenSubject
from isthmus.local.cognito.sign_in.attempt import (
    Attempt,
    IssuedTokens,
    NewDevice,
    check_is_confirmed,
    check_may_sign_in,
)
from isthmus.local.cognito.sign_in.hooks import SignInHooks
from isthmus.local.cognito.token_families import TokenFamilies, TokenFamily
from isthmus.local.cognito.tokens import UNBOUND, IdTokenBinding, Tokens
from isthmus.local.cognito.user import User
from isthmus.local.cognito.users import Users


class Completion:
    """Turn a proven attempt into tokens."""

    def __init__(
        self,
        *,
        clients: AppClients,
        hooks: SignInHooks,
        pre_token: PreTokenGeneration,
        tokens: Tokens,
        families: TokenFamilies,
        users: Users,
        groups: Groups,
        devices: Devices,
    ) -> None:
        self._clients = clients
        self._hooks = hooks
        self._pre_token = pre_token
        self._tokens = tokens
        self._families = families
        self._users = users
        self._groups = groups
        self._devices = devices

    async def sign_in(self, attempt: Attempt, *, source: str) -> IssuedTokens:
        """Run PostAuthentication and PreTokenGeneration and issue all three tokens.

        In a pool that tracks devices they are bound to the app's, or to one that the app is to confirm.
        """
        device = self._find_device(attempt)
        is_new = device is None and attempt.pool.tracks_devices
        await self._hooks.after(attempt, is_new_device=is_new)
        user = self._present_user(attempt)
        offered = self._devices.offer(attempt.pool, user) if is_new else None
        known = device or offered
        family = replace(
            self._families.plan(user, client=attempt.client), device_key=None if known is None else known.key
        )
        issued = await self._issue(attempt, family=family, source=source, metadata=attempt.metadata)
        self._present_user(attempt)
        if device is not None:
            self._devices.note_sign_in(device)
        return replace(
            issued,
            refresh_token=self._families.insert(family),
            new_device=None if offered is None else NewDevice(key=offered.key, group_key=offered.group_key),
        )

    async def refresh(
        self, attempt: Attempt, *, family: TokenFamily, metadata: Mapping[str, str]
    ) -> IssuedTokens:
        """Issue new tokens of an old sign-in: `auth_time`, `origin_jti` and `event_id` stay."""
        return await self._issue(
            attempt, family=family, source="TokenGeneration_RefreshTokens", metadata=metadata
        )

    async def accept(self, attempt: Attempt) -> Attempt:
        """Run PostAuthentication, after which managed login knows the user."""
        await self._hooks.after(attempt, is_new_device=False)
        return attempt.with_user(self._present_user(attempt))

    async def ask_changes(
        self, attempt: Attempt, *, source: str, metadata: Mapping[str, str], scopes: tuple[str, ...]
    ) -> TokenChanges:
        """Run PreTokenGeneration; afterwards the user is still there."""
        user = self._present_user(attempt)
        subject = TokenSubject(
            source=source,
            username=user.username,
            client_id=attempt.client.id,
            attributes=user.trigger_attributes(),
            membership=self._groups.membership(user),
            metadata=metadata,
            scopes=scopes,
        )
        changes = await self._pre_token.changes_for_user(attempt.pool, subject)
        self._present_user(attempt)
        return changes

    async def sign(
        self, attempt: Attempt, *, family: TokenFamily, changes: TokenChanges, nonce: str | None
    ) -> IssuedTokens:
        """Sign the tokens of a sign-in at managed login: an ID token only if `openid` was granted."""
        user = self._present_user(attempt)
        pool, client = attempt.pool, attempt.client
        access_token = await self._tokens.access_token(
            pool, client=client, user=user, family=family, changes=changes
        )
        id_token = None
        if "openid" in (family.scopes or ()):
            binding = IdTokenBinding(access_token=access_token, nonce=nonce)
            id_token = await self._tokens.id_token(
                pool, client=client, user=user, family=family, changes=changes, binding=binding
            )
        return _issued(client, access_token=access_token, id_token=id_token)

    async def _issue(
        self, attempt: Attempt, *, family: TokenFamily, source: str, metadata: Mapping[str, str]
    ) -> IssuedTokens:
        scopes = USER_SCOPES if family.scopes is None else family.scopes
        changes = await self.ask_changes(attempt, source=source, metadata=metadata, scopes=scopes)
        if family.scopes is not None:
            return await self.sign(attempt, family=family, changes=changes, nonce=None)
        user = self._present_user(attempt)
        pool, client = attempt.pool, attempt.client
        access_token, id_token = await asyncio.gather(
            self._tokens.access_token(pool, client=client, user=user, family=family, changes=changes),
            self._tokens.id_token(
                pool, client=client, user=user, family=family, changes=changes, binding=UNBOUND
            ),
        )
        return _issued(client, access_token=access_token, id_token=id_token)

    def _find_device(self, attempt: Attempt) -> Device | None:
        """Give the user's device that the app named. Raises ResourceNotFoundException for any other key."""
        if attempt.unverified_device_key is None or not attempt.pool.tracks_devices:
            return None
        return self._devices.get(attempt.known_user(), attempt.unverified_device_key)

    def _present_user(self, attempt: Attempt) -> User:
        """SECURITY: while a function ran, the user may have been disabled, deleted, signed out or reset.

        The client may have been deleted, too.
        """
        self._clients.get(attempt.client.id, pool_id=attempt.pool.id)
        user = self._users.find_by_id(attempt.known_user().id)
        if user is None:
            raise incorrect_credentials("the user was deleted meanwhile")
        check_may_sign_in(user)
        if user.epoch != attempt.known_user().epoch:
            raise incorrect_credentials("the password was changed, or the user signed out, meanwhile")
        check_is_confirmed(user)
        return user


def _issued(client: AppClient, *, access_token: str, id_token: str | None) -> IssuedTokens:
    return IssuedTokens(
        access_token=access_token,
        id_token=id_token,
        refresh_token=None,
        expires_in=client.access_token_seconds,
    )
