"""GetTokensFromRefreshToken. Page: API_GetTokensFromRefreshToken."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.clients import AppClient, AppClients
from isthmus.local.cognito.errors import invalid_parameter, not_authorized
from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.sign_in.attempt import to_reply
from isthmus.local.cognito.sign_in.refresh import Refresh

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import GetTokensFromRefreshTokenRequestTypeDef


async def get_tokens_from_refresh_token(
    request: "GetTokensFromRefreshTokenRequestTypeDef", *, pools: Pools, clients: AppClients, refresh: Refresh
) -> dict[str, Any]:
    """Exchange a refresh token; the client sends its secret as it is, not a hash."""
    client = clients.get(request["ClientId"], pool_id=None)
    _verify_secret(client, request.get("ClientSecret"))
    if not client.can_refresh:
        raise invalid_parameter("REFRESH_TOKEN_AUTH flow not enabled for this client")
    pool, token = pools.get(client.pool_id), request["RefreshToken"]
    device_key = request.get("DeviceKey")
    family, user = refresh.verify(token, pool=pool, client=client, unverified_device_key=device_key)
    metadata = request.get("ClientMetadata", {})
    return to_reply(await refresh.exchange(token, family, user, pool=pool, client=client, metadata=metadata))


def _verify_secret(client: AppClient, unverified_secret: str | None) -> None:
    if client.secrets and (unverified_secret is None or not client.has_secret(unverified_secret)):
        raise not_authorized("Invalid client or secret")
    if not client.secrets and unverified_secret is not None:
        raise not_authorized("Invalid client or secret")
