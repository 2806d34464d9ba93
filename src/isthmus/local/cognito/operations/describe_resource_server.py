"""DescribeResourceServer."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.descriptions import describe_server
from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.resource_servers import ResourceServers

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import DescribeResourceServerRequestTypeDef


async def describe_resource_server(
    request: "DescribeResourceServerRequestTypeDef", *, pools: Pools, servers: ResourceServers
) -> dict[str, Any]:
    """Show an API of a pool."""
    pool = pools.get(request["UserPoolId"])
    return {"ResourceServer": describe_server(servers.get(pool.id, request["Identifier"]))}
