"""CreateResourceServer."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.descriptions import describe_server
from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.resource_servers import ResourceServer, ResourceServers

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import (
        CreateResourceServerRequestTypeDef,
        UpdateResourceServerRequestTypeDef,
    )


async def create_resource_server(
    request: "CreateResourceServerRequestTypeDef", *, pools: Pools, servers: ResourceServers
) -> dict[str, Any]:
    """Add an API and its scopes to a pool."""
    server = asked_server(request, pools=pools)
    servers.insert(server)
    return {"ResourceServer": describe_server(server)}


def asked_server(
    request: "CreateResourceServerRequestTypeDef | UpdateResourceServerRequestTypeDef", *, pools: Pools
) -> ResourceServer:
    """Give the server that a request describes, of a pool that is there."""
    return ResourceServer(
        pool_id=pools.get(request["UserPoolId"]).id,
        identifier=request["Identifier"],
        name=request["Name"],
        scopes={scope["ScopeName"]: scope["ScopeDescription"] for scope in request.get("Scopes", ())},
    )
