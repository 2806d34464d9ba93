"""AdminEnableUser."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.users import Users

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import AdminEnableUserRequestTypeDef


async def admin_enable_user(
    request: "AdminEnableUserRequestTypeDef", *, pools: Pools, users: Users
) -> dict[str, Any]:
    """Let a disabled user sign in again."""
    user = users.get(pools.get(request["UserPoolId"]), request["Username"])
    users.set_enabled(user, is_enabled=True)
    return {}
