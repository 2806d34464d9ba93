"""ListUsersInGroup."""

from typing import TYPE_CHECKING, Any

from isthmus.clock import Clock
from isthmus.local.cognito.descriptions import describe_user
from isthmus.local.cognito.groups import Groups
from isthmus.local.cognito.pagination import next_token, read_token
from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.users import Users

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import ListUsersInGroupRequestTypeDef


MOST_PER_PAGE = 60
_MEMBERS = "id IN (SELECT user_id FROM group_member WHERE pool_id = ? AND group_name = ?) AND id > ?"


async def list_users_in_group(
    request: "ListUsersInGroupRequestTypeDef", *, pools: Pools, users: Users, groups: Groups, clock: Clock
) -> dict[str, Any]:
    """List the members of a group, page by page."""
    pool = pools.get(request["UserPoolId"])
    group = groups.get(pool, request["GroupName"])
    token, limit = request.get("NextToken"), request.get("Limit") or MOST_PER_PAGE
    origin = ("ListUsersInGroup", pool.id, group.name)
    after = 0 if token is None else read_token(token, request=origin, clock=clock)
    page = users.select(_MEMBERS, (pool.id, group.name, after), limit=limit + 1)
    more = len(page) > limit
    return {
        "Users": [describe_user(user) for user in page[:limit]],
        "NextToken": next_token(page[limit - 1].id, request=origin, clock=clock) if more else None,
    }
