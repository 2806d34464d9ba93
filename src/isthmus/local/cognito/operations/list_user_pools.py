"""ListUserPools."""

from typing import TYPE_CHECKING, Any

from isthmus.clock import Clock
from isthmus.local.cognito.pagination import next_token, read_token
from isthmus.local.cognito.pools import Pools

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import ListUserPoolsRequestTypeDef

_REQUEST = ("ListUserPools",)


async def list_user_pools(
    request: "ListUserPoolsRequestTypeDef", *, pools: Pools, clock: Clock
) -> dict[str, Any]:
    """List the pools, page by page."""
    token, limit = request.get("NextToken"), request["MaxResults"]
    after = "" if token is None else read_token(token, request=_REQUEST, clock=clock)
    page = pools.page(after=after, limit=limit + 1)
    more = len(page) > limit
    return {
        "UserPools": [
            {
                "Id": pool.id,
                "Name": pool.name,
                "LambdaConfig": pool.triggers,
                "CreationDate": pool.created_at,
                "LastModifiedDate": pool.modified_at,
            }
            for pool in page[:limit]
        ],
        "NextToken": next_token(page[limit - 1].id, request=_REQUEST, clock=clock) if more else None,
    }
