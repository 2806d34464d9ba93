"""DeleteUserPool."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.clients import AppClients
from isthmus.local.cognito.domains import Domains
from isthmus.local.cognito.errors import invalid_parameter
from isthmus.local.cognito.keys import Keys
from isthmus.local.cognito.pools import Pools

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import DeleteUserPoolRequestTypeDef


async def delete_user_pool(
    request: "DeleteUserPoolRequestTypeDef",
    *,
    pools: Pools,
    domains: Domains,
    clients: AppClients,
    keys: Keys,
) -> dict[str, Any]:
    """Delete a pool with everything in it, unless it is protected or has a domain."""
    pool = pools.get(request["UserPoolId"])
    if pool.settings["DeletionProtection"] == "ACTIVE":
        raise invalid_parameter(
            "The user pool cannot be deleted because deletion protection is activated. "
            "Deletion protection must be inactivated first."
        )
    if domains.of_pool(pool.id):
        raise invalid_parameter(
            "User pool cannot be deleted. It has a domain configured that should be deleted first."
        )
    pools.delete(pool.id)
    clients.forget_pool(pool.id)
    keys.forget(pool.id)
    return {}
