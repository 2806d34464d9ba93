"""ListUserPoolClients."""

from typing import TYPE_CHECKING, Any

from isthmus.clock import Clock
from isthmus.local.cognito.clients import AppClients
from isthmus.local.cognito.pagination import next_token, read_token
from isthmus.local.cognito.pools import Pools

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import ListUserPoolClientsRequestTypeDef

DEFAULT_LIMIT = 60


async def list_user_pool_clients(
    request: "ListUserPoolClientsRequestTypeDef", *, pools: Pools, clients: AppClients, clock: Clock
) -> dict[str, Any]:
    """List the clients of a pool, page by page."""
    pool = pools.get(request["UserPoolId"])
    token, limit = request.get("NextToken"), request.get("MaxResults", DEFAULT_LIMIT)
    origin = ("ListUserPoolClients", pool.id)
    after = "" if token is None else read_token(token, request=origin, clock=clock)
    page = clients.page(pool.id, after=after, limit=limit + 1)
    more = len(page) > limit
    return {
        "UserPoolClients": [
            {"ClientId": client.id, "UserPoolId": client.pool_id, "ClientName": client.name}
            for client in page[:limit]
        ],
        "NextToken": next_token(page[limit - 1].id, request=origin, clock=clock) if more else None,
    }
