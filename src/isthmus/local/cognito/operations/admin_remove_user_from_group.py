"""AdminRemoveUserFromGroup."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.groups import Groups
from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.users import Users

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import AdminRemoveUserFromGroupRequestTypeDef


async def admin_remove_user_from_group(
    request: "AdminRemoveUserFromGroupRequestTypeDef", *, pools: Pools, users: Users, groups: Groups
) -> dict[str, Any]:
    """Take a user out of a group; tokens issued before keep saying so."""
    pool = pools.get(request["UserPoolId"])
    user = users.get(pool, request["Username"])
    groups.remove_member(groups.get(pool, request["GroupName"]), user)
    return {}
