"""UpdateUserPoolClient."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.client_settings import verify_client_settings
from isthmus.local.cognito.clients import AppClients
from isthmus.local.cognito.descriptions import describe_client
from isthmus.local.cognito.external.providers import IdentityProviders
from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.resource_servers import ResourceServers
from isthmus.local.cognito.sessions import ChallengeSessions

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import UpdateUserPoolClientRequestTypeDef


async def update_user_pool_client(
    request: "UpdateUserPoolClientRequestTypeDef",
    *,
    pools: Pools,
    servers: ResourceServers,
    providers: IdentityProviders,
    clients: AppClients,
    sessions: ChallengeSessions,
) -> dict[str, Any]:
    """Change a client. AWS: what the request omits goes back to its default; the secret stays.

    NOTE: whether AWS goes on with sign-ins of a flow that is taken away is not known; here they end.
    """
    pool = pools.get(request["UserPoolId"])
    client = clients.get(request["ClientId"], pool_id=pool.id)
    settings = verify_client_settings(
        request, pool=pool, servers=servers, providers=providers, has_secret=bool(client.secrets)
    )
    updated = clients.update(client, name=request.get("ClientName", client.name), settings=settings)
    if client.flows - updated.flows:
        sessions.end_all_of(updated)
    return {"UserPoolClient": describe_client(updated)}
