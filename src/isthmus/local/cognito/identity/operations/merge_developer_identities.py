"""MergeDeveloperIdentities."""

from collections.abc import Mapping
from typing import Any

from isthmus.local.cognito.identity.errors import (
    developer_user_not_found,
    invalid_parameter,
    unknown_developer_provider,
)
from isthmus.local.cognito.identity.identities import Identity
from isthmus.local.cognito.identity.parts import Parts


async def merge_developer_identities(parts: Parts, request: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give all logins of the source user's identity to the destination user's; the source's is dead then."""
    pool = parts.pools.get(request["IdentityPoolId"])
    if request["DeveloperProviderName"] != pool.developer_provider:
        raise unknown_developer_provider()
    source = _identity_of(parts, request["SourceUserIdentifier"], pool_id=pool.id)
    destination = _identity_of(parts, request["DestinationUserIdentifier"], pool_id=pool.id)
    if source.id == destination.id:
        raise invalid_parameter("Both user identifiers have the same identity.")
    parts.identities.merge(source, destination=destination)
    return {"IdentityId": destination.id}


def _identity_of(parts: Parts, user: str, *, pool_id: str) -> Identity:
    owner = parts.identities.find_developer_owner(pool_id, user)
    if owner is None:
        raise developer_user_not_found()
    return parts.identities.get(owner)
