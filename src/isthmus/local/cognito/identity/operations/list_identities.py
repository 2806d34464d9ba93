"""ListIdentities."""

from collections.abc import Mapping
from typing import Any

from isthmus.local.cognito.identity.operations.describe_identity import write_identity
from isthmus.local.cognito.identity.paging import take_page
from isthmus.local.cognito.identity.parts import Parts


async def list_identities(parts: Parts, request: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give the identities of a pool."""
    pool = parts.pools.get(request["IdentityPoolId"])
    identities, token = take_page(
        lambda after, limit: parts.identities.list_after(after, pool_id=pool.id, limit=limit),
        limit=request["MaxResults"],
        unverified_token=request.get("NextToken"),
        request=("ListIdentities", pool.id),
        clock=parts.clock,
    )
    listed = [write_identity(identity, pool=pool) for identity in identities]
    return {"IdentityPoolId": pool.id, "Identities": listed, "NextToken": token}
