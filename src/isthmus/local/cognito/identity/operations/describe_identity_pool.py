"""DescribeIdentityPool."""

from collections.abc import Mapping
from typing import Any

from isthmus.local.cognito.identity.parts import Parts
from isthmus.local.cognito.identity.pool_requests import write_pool


async def describe_identity_pool(parts: Parts, request: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give the pool's settings."""
    return write_pool(parts.pools.get(request["IdentityPoolId"]))
