"""LookupDeveloperIdentity."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from isthmus.local.cognito.identity.errors import (
    conflict,
    developer_user_not_found,
    identity_not_found,
    invalid_parameter,
)
from isthmus.local.cognito.identity.paging import take_page
from isthmus.local.cognito.identity.parts import Parts

MOST_RESULTS = 60


async def lookup_developer_identity(parts: Parts, request: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give the identity of a developer's user, or the users of an identity; of both, that they match."""
    pool = parts.pools.get(request["IdentityPoolId"])
    user, identity_id = request.get("DeveloperUserIdentifier"), request.get("IdentityId")
    if user is None:
        if identity_id is None:
            raise invalid_parameter("Either IdentityId or DeveloperUserIdentifier must be given.")
        return _users_of(parts, request, pool_id=pool.id, identity_id=identity_id)
    owner = parts.identities.find_developer_owner(pool.id, user)
    if identity_id not in (None, owner):
        raise conflict("The developer user identifier is not of this identity.")
    if owner is None:
        raise developer_user_not_found()
    return {"IdentityId": owner, "DeveloperUserIdentifierList": [user]}


@dataclass(frozen=True, slots=True, kw_only=True)
class _DeveloperUser:
    id: str


def _users_of(
    parts: Parts, request: Mapping[str, Any], *, pool_id: str, identity_id: str
) -> Mapping[str, Any]:
    identity = parts.identities.get(identity_id)
    if identity.pool_id != pool_id:
        raise identity_not_found(identity_id)
    page, token = take_page(
        lambda after, limit: [
            _DeveloperUser(id=user)
            for user in parts.identities.developer_users_after(after, identity=identity, limit=limit)
        ],
        limit=request.get("MaxResults", MOST_RESULTS),
        unverified_token=request.get("NextToken"),
        request=("LookupDeveloperIdentity", identity.id),
        clock=parts.clock,
    )
    return {
        "IdentityId": identity.id,
        "DeveloperUserIdentifierList": [user.id for user in page],
        "NextToken": token,
    }
