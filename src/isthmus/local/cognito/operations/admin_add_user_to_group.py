"""AdminAddUserToGroup."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.groups import Groups
from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.users import Users

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import AdminAddUserToGroupRequestTypeDef


async def admin_add_user_to_group(
    request: "AdminAddUserToGroupRequestTypeDef", *, pools: Pools, users: Users, groups: Groups
) -> dict[str, Any]:
    """Put a user into a group; the next tokens say so."""
    pool = pools.get(request["UserPoolId"])
    user = users.get(pool, request["Username"])
    groups.add_member(groups.get(pool, request["GroupName"]), user)
    return {}
