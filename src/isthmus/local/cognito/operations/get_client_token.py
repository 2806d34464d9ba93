"""GetClientToken. Page: API_GetClientToken."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.client_settings import CLIENT_TOKEN_FLOW
from isthmus.local.cognito.clients import AppClients
from isthmus.local.cognito.errors import invalid_parameter, not_authorized
from isthmus.local.cognito.machine import MachineTokens
from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.scopes import ScopeNotAllowedError, UnknownScopeError

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import GetClientTokenRequestTypeDef


async def get_client_token(
    request: "GetClientTokenRequestTypeDef",
    *,
    pools: Pools,
    clients: AppClients,
    machine: MachineTokens,
) -> dict[str, Any]:
    """Give a client a token of its own, without a domain."""
    client = clients.find(request["ClientId"])
    if client is None or not client.has_secret(request["Secret"]):
        raise not_authorized("Invalid client or secret")
    if CLIENT_TOKEN_FLOW not in client.flows:
        raise invalid_parameter(f"{CLIENT_TOKEN_FLOW} is not enabled for the client.")
    try:
        token = await machine.issue(
            pool=pools.get(client.pool_id),
            client=client,
            scopes=request.get("Scopes", ()),
            metadata=request.get("ClientMetadata", {}),
        )
    except UnknownScopeError as error:
        raise invalid_parameter("Invalid scope requested") from error
    except ScopeNotAllowedError as error:
        raise not_authorized("Requested scope is not allowed for the client") from error
    return {
        "ClientAuthenticationResult": {
            "AccessToken": token.access_token,
            "ExpiresIn": token.expires_in,
            "TokenType": "Bearer",
        }
    }
