"""ListUserPoolClientSecrets. Page: API_ListUserPoolClientSecrets."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.clients import AppClients
from isthmus.local.cognito.descriptions import describe_client_secret
from isthmus.local.cognito.errors import invalid_parameter
from isthmus.local.cognito.pools import Pools

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import ListUserPoolClientSecretsRequestTypeDef


async def list_user_pool_client_secrets(
    request: "ListUserPoolClientSecretsRequestTypeDef", *, pools: Pools, clients: AppClients
) -> dict[str, Any]:
    """Tell which secrets a client has, never their values. Two are one page: a token was never given out."""
    pool = pools.get(request["UserPoolId"])
    client = clients.get(request["ClientId"], pool_id=pool.id)
    if "NextToken" in request:
        raise invalid_parameter("Invalid pagination token")
    return {"ClientSecrets": [describe_client_secret(secret) for secret in clients.secrets_of(client)]}
