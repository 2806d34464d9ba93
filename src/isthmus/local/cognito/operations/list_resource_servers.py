"""ListResourceServers."""

from typing import TYPE_CHECKING, Any

from isthmus.clock import Clock
from isthmus.local.cognito.descriptions import describe_server
from isthmus.local.cognito.pagination import next_token, read_token
from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.resource_servers import ResourceServers

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import ListResourceServersRequestTypeDef

DEFAULT_LIMIT = 50


async def list_resource_servers(
    request: "ListResourceServersRequestTypeDef", *, pools: Pools, servers: ResourceServers, clock: Clock
) -> dict[str, Any]:
    """List the APIs of a pool, page by page."""
    pool = pools.get(request["UserPoolId"])
    token, limit = request.get("NextToken"), request.get("MaxResults", DEFAULT_LIMIT)
    origin = ("ListResourceServers", pool.id)
    after = "" if token is None else read_token(token, request=origin, clock=clock)
    page = servers.page(pool.id, after=after, limit=limit + 1)
    more = len(page) > limit
    return {
        "ResourceServers": [describe_server(server) for server in page[:limit]],
        "NextToken": next_token(page[limit - 1].identifier, request=origin, clock=clock) if more else None,
    }
