"""AdminDeleteUserAttributes."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.user_attributes import verify_deletions
from isthmus.local.cognito.users import Users

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import AdminDeleteUserAttributesRequestTypeDef


async def admin_delete_user_attributes(
    request: "AdminDeleteUserAttributesRequestTypeDef", *, pools: Pools, users: Users
) -> dict[str, Any]:
    """Delete attributes of a user."""
    pool = pools.get(request["UserPoolId"])
    user = users.get(pool, request["Username"])
    deletions = verify_deletions(pool, request["UserAttributeNames"], current=user.attributes)
    users.set_attributes(pool, user, deletions)
    return {}
