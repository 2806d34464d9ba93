"""AdminLinkProviderForUser."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.errors import invalid_parameter, user_not_found
from isthmus.local.cognito.external.asked_identity import asked_identity, is_local
from isthmus.local.cognito.external.identities import SUBJECT_ATTRIBUTE, ExternalIdentities, ExternalIdentity
from isthmus.local.cognito.external.providers import IdentityProviders
from isthmus.local.cognito.pools import Pool, Pools
from isthmus.local.cognito.user import User
from isthmus.local.cognito.users import Users

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import (
        AdminLinkProviderForUserRequestTypeDef,
        ProviderUserIdentifierTypeTypeDef,
    )


async def admin_link_provider_for_user(
    request: "AdminLinkProviderForUserRequestTypeDef",
    *,
    pools: Pools,
    providers: IdentityProviders,
    identities: ExternalIdentities,
    users: Users,
) -> dict[str, Any]:
    """Let somebody at a provider, who never signed in, sign in as a user of the pool."""
    pool = pools.get(request["UserPoolId"])
    source = _source(request["SourceUser"], pool=pool, providers=providers)
    user = _destination(
        request["DestinationUser"], pool=pool, providers=providers, identities=identities, users=users
    )
    owner = identities.find_user_id(source)
    if owner == user.id:
        raise invalid_parameter("SourceUser is already linked to DestinationUser")
    profile = f"{source.provider.name}_{source.value}" if source.attribute == SUBJECT_ATTRIBUTE else None
    if owner is not None or (profile is not None and users.find(pool, profile) is not None):
        # Measured: aws/aws-sdk-net#1000. Also for a link to somebody else: nobody is taken over.
        raise invalid_parameter(
            "Merging is not currently supported, provide a SourceUser that has not been signed up in order"
            " to link"
        )
    identities.link(source, user)
    return {}


def _source(
    asked: "ProviderUserIdentifierTypeTypeDef", *, pool: Pool, providers: IdentityProviders
) -> ExternalIdentity:
    if is_local(asked):
        raise invalid_parameter(
            "Invalid SourceUser: Cognito users with a username/password may not be passed in as a SourceUser,"
            " only as a DestinationUser"
        )
    return asked_identity(asked, pool=pool, providers=providers)


def _destination(
    asked: "ProviderUserIdentifierTypeTypeDef",
    *,
    pool: Pool,
    providers: IdentityProviders,
    identities: ExternalIdentities,
    users: Users,
) -> User:
    """Give a local user by the username, or a provider's by its `sub`; the attribute's name is ignored."""
    value = asked.get("ProviderAttributeValue", "")
    if is_local(asked):
        user = users.find(pool, value)
        # NOTE: an alias is no username: whoever verifies an address must not become a destination by it.
        if user is None or user.username != pool.normalized(value):
            raise user_not_found()
        return user
    provider = providers.get(pool, asked.get("ProviderName", ""))
    user_id = identities.find_user_id(
        ExternalIdentity(provider=provider, attribute=SUBJECT_ATTRIBUTE, value=value)
    )
    user = None if user_id is None else users.find_by_id(user_id)
    if user is None:
        raise user_not_found()
    return user
