"""GetIdentityPoolRoles."""

from collections.abc import Mapping
from typing import Any

from isthmus.local.cognito.identity.parts import Parts
from isthmus.local.cognito.identity.role_mappings import write_role_mapping


async def get_identity_pool_roles(parts: Parts, request: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give the pool's roles and role mappings."""
    pool = parts.pools.get(request["IdentityPoolId"])
    mappings = {key: write_role_mapping(mapping) for key, mapping in pool.role_mappings.items()}
    return {
        "IdentityPoolId": pool.id,
        "Roles": dict(pool.roles) or None,
        "RoleMappings": mappings or None,
    }
