"""AdminUpdateUserAttributes."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.user_attributes import verify_changes
from isthmus.local.cognito.users import Users

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import AdminUpdateUserAttributesRequestTypeDef


async def admin_update_user_attributes(
    request: "AdminUpdateUserAttributesRequestTypeDef", *, pools: Pools, users: Users
) -> dict[str, Any]:
    """Change attributes of a user; an empty value deletes one."""
    pool = pools.get(request["UserPoolId"])
    user = users.get(pool, request["Username"])
    users.set_attributes(pool, user, verify_changes(pool, request["UserAttributes"], current=user.attributes))
    return {}
