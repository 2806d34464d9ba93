"""DeleteUserPoolClient."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.clients import AppClients
from isthmus.local.cognito.pools import Pools

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import DeleteUserPoolClientRequestTypeDef


async def delete_user_pool_client(
    request: "DeleteUserPoolClientRequestTypeDef", *, pools: Pools, clients: AppClients
) -> dict[str, Any]:
    """Delete a client."""
    pool = pools.get(request["UserPoolId"])
    clients.delete(clients.get(request["ClientId"], pool_id=pool.id))
    return {}
