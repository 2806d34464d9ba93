"""The end of every successful sign-in: the last triggers, the last look at the user, the tokens."""

import asyncio
from collections.abc import Mapping

from isthmus.local.cognito.errors import incorrect_credentials
from isthmus.local.cognito.groups import Groups
from isthmus.local.cognito.pre_token import PreTokenGeneration, TokenSubject
from isthmus.local.cognito.sign_in.attempt import Attempt, IssuedTokens, check_is_confirmed, check_may_sign_in
from isthmus.local.cognito.sign_in.hooks import SignInHooks
from isthmus.local.cognito.token_families import TokenFamilies, TokenFamily
from isthmus.local.cognito.tokens import Tokens
from isthmus.local.cognito.user import User
from isthmus.local.cognito.users import Users


class Completion:
    """Turn a proven attempt into tokens."""

    def __init__(
        self,
        *,
        hooks: SignInHooks,
        pre_token: PreTokenGeneration,
        tokens: Tokens,
        families: TokenFamilies,
        users: Users,
        groups: Groups,
    ) -> None:
        self._hooks = hooks
        self._pre_token = pre_token
        self._tokens = tokens
        self._families = families
        self._users = users
        self._groups = groups

    async def sign_in(self, attempt: Attempt, *, source: str) -> IssuedTokens:
        """Run PostAuthentication and PreTokenGeneration and issue all three tokens."""
        await self._hooks.after(attempt)
        family = self._families.plan(attempt.known_user(), client=attempt.client)
        issued = await self._issue(attempt, family=family, source=source, metadata=attempt.metadata)
        self._present_user(attempt)
        return IssuedTokens(
            access_token=issued.access_token,
            id_token=issued.id_token,
            refresh_token=self._families.insert(family),
            expires_in=issued.expires_in,
        )

    async def refresh(
        self, attempt: Attempt, *, family: TokenFamily, metadata: Mapping[str, str]
    ) -> IssuedTokens:
        """Issue new tokens of an old sign-in: `auth_time`, `origin_jti` and `event_id` stay."""
        return await self._issue(
            attempt, family=family, source="TokenGeneration_RefreshTokens", metadata=metadata
        )

    async def _issue(
        self, attempt: Attempt, *, family: TokenFamily, source: str, metadata: Mapping[str, str]
    ) -> IssuedTokens:
        user = self._present_user(attempt)
        subject = TokenSubject(
            source=source,
            username=user.username,
            client_id=attempt.client.id,
            attributes=user.trigger_attributes(),
            membership=self._groups.membership(user),
            metadata=metadata,
        )
        changes = await self._pre_token.changes_for_user(attempt.pool, subject)
        user = self._present_user(attempt)
        pool, client = attempt.pool, attempt.client
        access_token, id_token = await asyncio.gather(
            self._tokens.access_token(pool, client=client, user=user, family=family, changes=changes),
            self._tokens.id_token(pool, client=client, user=user, family=family, changes=changes),
        )
        return IssuedTokens(
            access_token=access_token,
            id_token=id_token,
            refresh_token=None,
            expires_in=client.access_token_seconds,
        )

    def _present_user(self, attempt: Attempt) -> User:
        """SECURITY: while a function ran, an administrator may have disabled or deleted the user."""
        user = self._users.find_by_id(attempt.known_user().id)
        if user is None:
            raise incorrect_credentials("the user was deleted meanwhile")
        check_may_sign_in(user)
        check_is_confirmed(user)
        return user
