"""Who a provider signed in becomes a user of the pool: found, made at first, brought up to date.

Triggers, by developerguide/cognito-user-pools-working-with-lambda-triggers, "for federated users": the first
sign-in runs PreSignUp and PostConfirmation, later ones PreAuthentication and PostAuthentication.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from isthmus.local.cognito.clients import AppClient
from isthmus.local.cognito.errors import incorrect_credentials, invalid_parameter
from isthmus.local.cognito.external.claim_mapping import check_complete, map_claims, read_claims
from isthmus.local.cognito.external.identities import (
    SUBJECT_ATTRIBUTE,
    ExternalIdentities,
    ExternalIdentity,
)
from isthmus.local.cognito.external.provider_answer import ProviderAnswer
from isthmus.local.cognito.external.providers import IdentityProvider, IdentityProviders
from isthmus.local.cognito.groups import Groups
from isthmus.local.cognito.identifiers import new_uuid
from isthmus.local.cognito.pools import Pool
from isthmus.local.cognito.sign_in.attempt import Attempt, check_may_sign_in
from isthmus.local.cognito.sign_in.completion import Completion
from isthmus.local.cognito.sign_in.hooks import SignInHooks
from isthmus.local.cognito.sign_up import CONFIRM_SIGN_UP, PostConfirmation, PreSignUp, SignUpRequest
from isthmus.local.cognito.user import User
from isthmus.local.cognito.users import Users
from isthmus.local.database import Database

LONGEST_USERNAME = 128
# AWS's pattern of usernames: letters, marks, symbols, numbers, punctuation.
_USERNAME_CATEGORIES = frozenset("LMSNP")


class ExternalSignIn:
    """Sign in whom a provider vouches for. Every refusal is an AwsError in AWS's words."""

    def __init__(
        self,
        database: Database,
        *,
        providers: IdentityProviders,
        identities: ExternalIdentities,
        users: Users,
        groups: Groups,
        pre_sign_up: PreSignUp,
        post_confirmation: PostConfirmation,
        hooks: SignInHooks,
        completion: Completion,
    ) -> None:
        self._database = database
        self._providers = providers
        self._identities = identities
        self._users = users
        self._groups = groups
        self._pre_sign_up = pre_sign_up
        self._post_confirmation = post_confirmation
        self._hooks = hooks
        self._completion = completion

    async def sign_in(
        self, answer: ProviderAnswer, *, pool: Pool, client: AppClient, provider: IdentityProvider
    ) -> User:
        """Give the user, with the attributes that the provider says."""
        username = _username(pool, provider=provider, subject=answer.subject)
        person = _Person(answer=answer, pool=pool, client=client, provider=provider, username=username)
        user = self._find(person)
        if user is None:
            return await self._sign_up(person)
        return await self._welcome_back(person, user)

    def _find(self, person: "_Person") -> User | None:
        user_id = self._identities.find_user_id(person.identity)
        if user_id is None:
            linked = self._identities.find_user_id_by_attributes(person.provider, person.read_claims())
            user_id = None if linked is None else linked[0]
        return None if user_id is None else self._users.find_by_id(user_id)

    async def _sign_up(self, person: "_Person") -> User:
        # (1) May there be such a user?
        attributes = person.changes(current={})
        check_complete(person.pool, attributes)
        self._check_is_free(person)
        decision = await self._pre_sign_up.run_for_external_user(
            person.pool,
            SignUpRequest(username=person.username, attributes=attributes, validation_data={}, metadata={}),
            client_id=person.client.id,
        )

        # (2) The function may have linked the person to a user meanwhile, or somebody else was faster.
        linked = self._find(person)
        if linked is not None:
            return await self._welcome_back(person, linked)
        user = self._insert(person, attributes=attributes | decision.flags())

        # (3) Tell of it.
        await self._post_confirmation.run(
            person.pool, user, source=CONFIRM_SIGN_UP, client_id=person.client.id, metadata={}
        )
        return user

    def _insert(self, person: "_Person", *, attributes: dict[str, str]) -> User:
        pool, provider = person.pool, person.provider
        with self._database.transaction():
            self._check_is_free(person)
            if self._providers.find(pool.id, provider.name) is None:
                raise incorrect_credentials("the provider was deleted meanwhile")
            user = self._users.insert_external(
                pool, username=person.username, sub=new_uuid(), attributes=attributes
            )
            self._identities.insert(person.identity, user, is_primary=True)
            group = self._groups.ensure(
                pool,
                name=f"{pool.id}_{provider.name}",
                description=f"Autogenerated group for users who sign in using {provider.name}",
            )
            self._groups.add_member(group, user)
        return self._users.get(pool, person.username)

    def _check_is_free(self, person: "_Person") -> None:
        """SECURITY: a user who merely has the name is somebody else: signed up, or of a deleted provider."""
        if self._users.find(person.pool, person.username) is not None:
            raise invalid_parameter(f"Already found an entry for username {person.username}")

    async def _welcome_back(self, person: "_Person", user: User) -> User:
        check_may_sign_in(user)
        attempt = Attempt(
            pool=person.pool, client=person.client, username=user.username, user=user, metadata={}
        )
        await self._hooks.before(attempt)
        # While the function ran, the link may have been taken away, and the attributes changed.
        present = self._find(person)
        if present is None or present.id != user.id:
            raise incorrect_credentials("the identity is linked to this user no more")
        check_may_sign_in(present)
        attempt = await self._completion.accept(attempt.with_user(self._update(person, present)))
        return attempt.known_user()

    def _update(self, person: "_Person", user: User) -> User:
        self._pin(person)
        changes = person.changes(current=user.attributes)
        check_complete(person.pool, {**user.attributes, **changes})
        if changes:
            self._users.set_attributes(person.pool, user, changes)
        written = self._users.find_by_id(user.id)
        assert written is not None, "nobody deleted the user since it was found"
        return written

    def _pin(self, person: "_Person") -> None:
        if self._identities.find_user_id(person.identity) is None:
            linked = self._identities.find_user_id_by_attributes(person.provider, person.read_claims())
            if linked is not None:
                self._identities.pin(linked[1], subject=person.answer.subject)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Person:
    """Somebody whom a provider signed in, as this pool sees them."""

    answer: ProviderAnswer
    pool: Pool
    client: AppClient
    provider: IdentityProvider
    username: str

    @property
    def identity(self) -> ExternalIdentity:
        return ExternalIdentity(
            provider=self.provider, attribute=SUBJECT_ATTRIBUTE, value=self.answer.subject
        )

    def read_claims(self) -> dict[str, str]:
        return read_claims(self.answer.claims, mapping=self.provider.settings.mapping, pool=self.pool)

    def changes(self, *, current: Mapping[str, str]) -> dict[str, str]:
        return map_claims(
            self.answer.claims,
            mapping=self.provider.settings.mapping,
            pool=self.pool,
            client=self.client,
            current=current,
        )


def _username(pool: Pool, *, provider: IdentityProvider, subject: str) -> str:
    username = pool.normalized(f"{provider.name}_{subject}")
    is_usable = all(unicodedata.category(character)[0] in _USERNAME_CATEGORIES for character in username)
    if not is_usable or len(username) > LONGEST_USERNAME:
        raise invalid_parameter("Invalid user attributes: username: The provider's sub is no username.")
    return username
