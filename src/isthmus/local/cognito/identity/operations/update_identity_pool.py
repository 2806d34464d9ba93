"""UpdateIdentityPool."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from isthmus.local.cognito.identity.errors import invalid_parameter
from isthmus.local.cognito.identity.parts import Parts
from isthmus.local.cognito.identity.pool_requests import read_new_pool, write_pool


async def update_identity_pool(parts: Parts, request: Mapping[str, Any]) -> Mapping[str, Any]:
    """Replace the pool's settings: what the request leaves out is gone.

    Roles stay, and so does the developer provider's name, which nobody can change. Tags stay unless the
    request names some: Terraform's updates leave them out and find them again.
    """
    known = parts.pools.get(request["IdentityPoolId"])
    wanted = read_new_pool(request, parts=parts)
    if known.developer_provider not in (None, wanted.developer_provider or known.developer_provider):
        raise invalid_parameter("The developer provider name can't be changed once it is set.")
    pool = dataclasses.replace(
        wanted,
        id=known.id,
        developer_provider=wanted.developer_provider or known.developer_provider,
        tags=request.get("IdentityPoolTags", known.tags),
        roles=known.roles,
        role_mappings=known.role_mappings,
    )
    parts.pools.save(pool)
    return write_pool(pool)
