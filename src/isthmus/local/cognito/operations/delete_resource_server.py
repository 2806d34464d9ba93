"""DeleteResourceServer."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.resource_servers import ResourceServers

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import DeleteResourceServerRequestTypeDef


async def delete_resource_server(
    request: "DeleteResourceServerRequestTypeDef", *, pools: Pools, servers: ResourceServers
) -> dict[str, Any]:
    """Delete an API; clients keep its scopes, which grant nothing."""
    servers.delete(pools.get(request["UserPoolId"]).id, request["Identifier"])
    return {}
