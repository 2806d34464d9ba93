"""ListIdentityPools."""

from collections.abc import Mapping
from typing import Any

from isthmus.local.cognito.identity.paging import take_page
from isthmus.local.cognito.identity.parts import Parts


async def list_identity_pools(parts: Parts, request: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give ids and names."""
    pools, token = take_page(
        lambda after, limit: parts.pools.list_after(after, limit=limit),
        limit=request["MaxResults"],
        unverified_token=request.get("NextToken"),
        request=("ListIdentityPools",),
        clock=parts.clock,
    )
    listed = [{"IdentityPoolId": pool.id, "IdentityPoolName": pool.name} for pool in pools]
    return {"IdentityPools": listed, "NextToken": token}
