"""UpdateResourceServer."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.descriptions import describe_server
from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.resource_servers import ResourceServer, ResourceServers

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import UpdateResourceServerRequestTypeDef


async def update_resource_server(
    request: "UpdateResourceServerRequestTypeDef", *, pools: Pools, servers: ResourceServers
) -> dict[str, Any]:
    """Replace name and scopes of an API; scopes that are left out are gone."""
    server = ResourceServer(
        pool_id=pools.get(request["UserPoolId"]).id,
        identifier=request["Identifier"],
        name=request["Name"],
        scopes={scope["ScopeName"]: scope["ScopeDescription"] for scope in request.get("Scopes", ())},
    )
    servers.update(server)
    return {"ResourceServer": describe_server(server)}
