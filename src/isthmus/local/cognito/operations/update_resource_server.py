"""UpdateResourceServer."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.descriptions import describe_server
from isthmus.local.cognito.operations.create_resource_server import asked_server
from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.resource_servers import ResourceServers

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import UpdateResourceServerRequestTypeDef


async def update_resource_server(
    request: "UpdateResourceServerRequestTypeDef", *, pools: Pools, servers: ResourceServers
) -> dict[str, Any]:
    """Replace name and scopes of an API; scopes that are left out are gone."""
    server = asked_server(request, pools=pools)
    servers.update(server)
    return {"ResourceServer": describe_server(server)}
