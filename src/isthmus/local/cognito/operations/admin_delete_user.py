"""AdminDeleteUser."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.users import Users

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import AdminDeleteUserRequestTypeDef


async def admin_delete_user(
    request: "AdminDeleteUserRequestTypeDef", *, pools: Pools, users: Users
) -> dict[str, Any]:
    """Delete a user."""
    users.delete(users.get(pools.get(request["UserPoolId"]), request["Username"]))
    return {}
