"""DescribeUserPoolClient."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.clients import AppClients
from isthmus.local.cognito.descriptions import describe_client
from isthmus.local.cognito.pools import Pools

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import DescribeUserPoolClientRequestTypeDef


async def describe_user_pool_client(
    request: "DescribeUserPoolClientRequestTypeDef", *, pools: Pools, clients: AppClients
) -> dict[str, Any]:
    """Show a client, secret included."""
    pool = pools.get(request["UserPoolId"])
    return {"UserPoolClient": describe_client(clients.get(request["ClientId"], pool_id=pool.id))}
