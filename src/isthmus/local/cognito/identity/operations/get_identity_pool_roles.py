"""GetIdentityPoolRoles."""

from collections.abc import Mapping
from typing import Any

from isthmus.local.cognito.identity.parts import Parts


async def get_identity_pool_roles(parts: Parts, request: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give the pool's roles."""
    pool = parts.pools.get(request["IdentityPoolId"])
    return {"IdentityPoolId": pool.id, "Roles": dict(pool.roles) or None}
