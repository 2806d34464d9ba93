"""CreateIdentityPool."""

from collections.abc import Mapping
from typing import Any

from isthmus.local.cognito.identity.parts import Parts
from isthmus.local.cognito.identity.pool_requests import read_new_pool, write_pool


async def create_identity_pool(parts: Parts, request: Mapping[str, Any]) -> Mapping[str, Any]:
    """Create a pool without roles; names need not be unique."""
    pool = read_new_pool(request, parts=parts)
    parts.pools.save(pool)
    return write_pool(pool)
