"""DeleteIdentityPool."""

from collections.abc import Mapping
from typing import Any

from isthmus.local.cognito.identity.parts import Parts


async def delete_identity_pool(parts: Parts, request: Mapping[str, Any]) -> None:
    """Delete the pool with its identities."""
    parts.pools.delete(request["IdentityPoolId"])
