"""UpdateUserPoolClient."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.client_settings import verify_client_settings
from isthmus.local.cognito.clients import AppClients
from isthmus.local.cognito.descriptions import describe_client
from isthmus.local.cognito.external.providers import IdentityProviders
from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.resource_servers import ResourceServers

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import UpdateUserPoolClientRequestTypeDef


async def update_user_pool_client(
    request: "UpdateUserPoolClientRequestTypeDef",
    *,
    pools: Pools,
    servers: ResourceServers,
    providers: IdentityProviders,
    clients: AppClients,
) -> dict[str, Any]:
    """Change a client. AWS: what the request omits goes back to its default; the secret stays."""
    pool = pools.get(request["UserPoolId"])
    client = clients.get(request["ClientId"], pool_id=pool.id)
    settings = verify_client_settings(
        request, pool=pool, servers=servers, providers=providers, has_secret=bool(client.secrets)
    )
    updated = clients.update(client, name=request.get("ClientName", client.name), settings=settings)
    return {"UserPoolClient": describe_client(updated)}
