"""UpdateIdentityPool."""

from collections.abc import Mapping
from typing import Any

from isthmus.local.cognito.identity.parts import Parts
from isthmus.local.cognito.identity.pool_requests import read_pool, write_pool


async def update_identity_pool(parts: Parts, request: Mapping[str, Any]) -> Mapping[str, Any]:
    """Replace the pool's settings: what the request leaves out is gone. Roles stay."""
    known = parts.pools.get(request["IdentityPoolId"])
    pool = read_pool(request, pool_id=known.id, roles=known.roles, parts=parts)
    parts.pools.save(pool)
    return write_pool(pool)
