"""SetIdentityPoolRoles."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from isthmus.local.awsjson import UnsupportedError
from isthmus.local.cognito.identity.parts import Parts


async def set_identity_pool_roles(parts: Parts, request: Mapping[str, Any]) -> None:
    """Replace the pool's roles. Role mappings would not be obeyed here, so they are refused."""
    if request.get("RoleMappings"):
        raise UnsupportedError("RoleMappings")
    pool = parts.pools.get(request["IdentityPoolId"])
    parts.pools.save(dataclasses.replace(pool, roles=request["Roles"]))
