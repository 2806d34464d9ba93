"""SetIdentityPoolRoles."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from isthmus.local.cognito.identity.parts import Parts
from isthmus.local.cognito.identity.role_mapping_requests import read_role_mappings


async def set_identity_pool_roles(parts: Parts, request: Mapping[str, Any]) -> None:
    """Replace the pool's roles and role mappings: what the request leaves out is gone."""
    pool = parts.pools.get(request["IdentityPoolId"])
    mappings = read_role_mappings(request.get("RoleMappings", {}), pool=pool, names=parts.names)
    parts.pools.save(dataclasses.replace(pool, roles=request["Roles"], role_mappings=mappings))
