"""AdminListGroupsForUser."""

from typing import TYPE_CHECKING, Any

from isthmus.clock import Clock
from isthmus.local.cognito.descriptions import describe_group
from isthmus.local.cognito.groups import Groups
from isthmus.local.cognito.pagination import next_token, read_token
from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.users import Users

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import AdminListGroupsForUserRequestTypeDef


MOST_PER_PAGE = 60


async def admin_list_groups_for_user(
    request: "AdminListGroupsForUserRequestTypeDef",
    *,
    pools: Pools,
    users: Users,
    groups: Groups,
    clock: Clock,
) -> dict[str, Any]:
    """List the groups of a user, page by page."""
    pool = pools.get(request["UserPoolId"])
    user = users.get(pool, request["Username"])
    token, limit = request.get("NextToken"), request.get("Limit") or MOST_PER_PAGE
    origin = ("AdminListGroupsForUser", pool.id, user.sub)
    after = "" if token is None else read_token(token, request=origin, clock=clock)
    page = groups.page_of(user, after=after, limit=limit + 1)
    more = len(page) > limit
    return {
        "Groups": [describe_group(group) for group in page[:limit]],
        "NextToken": next_token(page[limit - 1].name, request=origin, clock=clock) if more else None,
    }
