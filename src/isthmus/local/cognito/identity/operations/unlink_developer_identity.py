"""UnlinkDeveloperIdentity."""

from collections.abc import Mapping
from typing import Any

from isthmus.local.cognito.identity.errors import (
    developer_user_not_found,
    identity_not_found,
    unknown_developer_provider,
)
from isthmus.local.cognito.identity.parts import Parts


async def unlink_developer_identity(parts: Parts, request: Mapping[str, Any]) -> None:
    """Take a developer's user from an identity. Without any login left, nobody speaks for it again."""
    pool = parts.pools.get(request["IdentityPoolId"])
    if request["DeveloperProviderName"] != pool.developer_provider:
        raise unknown_developer_provider()
    identity = parts.identities.get(request["IdentityId"])
    if identity.pool_id != pool.id:
        raise identity_not_found(identity.id)
    if not parts.identities.unlink_developer_user(identity, user=request["DeveloperUserIdentifier"]):
        raise developer_user_not_found()
