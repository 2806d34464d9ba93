"""CreateUserPoolClient."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.client_settings import verify_client_settings
from isthmus.local.cognito.clients import AppClient, AppClients
from isthmus.local.cognito.descriptions import describe_client
from isthmus.local.cognito.errors import invalid_parameter
from isthmus.local.cognito.external.providers import IdentityProviders
from isthmus.local.cognito.identifiers import new_client_id, new_client_secret
from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.resource_servers import ResourceServers
from isthmus.secret import Secret

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import CreateUserPoolClientRequestTypeDef


async def create_user_pool_client(
    request: "CreateUserPoolClientRequestTypeDef",
    *,
    pools: Pools,
    servers: ResourceServers,
    providers: IdentityProviders,
    clients: AppClients,
) -> dict[str, Any]:
    """Make an app client under an id that Cognito chooses."""
    client = insert_client(
        request,
        client_id=new_client_id(),
        pools=pools,
        servers=servers,
        providers=providers,
        clients=clients,
    )
    return {"UserPoolClient": describe_client(client)}


def insert_client(
    request: "CreateUserPoolClientRequestTypeDef",
    *,
    client_id: str,
    pools: Pools,
    servers: ResourceServers,
    providers: IdentityProviders,
    clients: AppClients,
) -> AppClient:
    """Check and keep a client under a given id."""
    pool = pools.get(request["UserPoolId"])
    secret = _secret(request)
    settings = verify_client_settings(
        request, pool=pool, servers=servers, providers=providers, has_secret=secret is not None
    )
    return clients.insert(
        client_id=client_id,
        pool_id=pool.id,
        name=request["ClientName"],
        secret=secret,
        settings=settings,
    )


def _secret(request: "CreateUserPoolClientRequestTypeDef") -> Secret | None:
    chosen = request.get("ClientSecret")
    if request.get("GenerateSecret"):
        if chosen is not None:
            raise invalid_parameter(
                "You cannot specify both GenerateSecret as true and provide a ClientSecret value."
            )
        return Secret(new_client_secret())
    return None if chosen is None else Secret(chosen)
