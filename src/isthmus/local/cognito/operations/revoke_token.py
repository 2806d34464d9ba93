"""RevokeToken. Page: API_RevokeToken."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.clients import AppClient, AppClients
from isthmus.local.cognito.revocation import Revocation, unauthorized

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import RevokeTokenRequestTypeDef


async def revoke_token(
    request: "RevokeTokenRequestTypeDef", *, clients: AppClients, revocation: Revocation
) -> dict[str, Any]:
    """Revoke a refresh token and the access tokens that came of it."""
    revocation.revoke(request["Token"], client=_verify_client(request, clients))
    return {}


def _verify_client(request: "RevokeTokenRequestTypeDef", clients: AppClients) -> AppClient:
    client, unverified_secret = clients.find(request["ClientId"]), request.get("ClientSecret")
    if client is None:
        raise unauthorized()
    if client.secrets and (unverified_secret is None or not client.has_secret(unverified_secret)):
        raise unauthorized()
    if not client.secrets and unverified_secret is not None:
        raise unauthorized()
    return client
