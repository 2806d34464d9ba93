"""ListGroups."""

from typing import TYPE_CHECKING, Any

from isthmus.clock import Clock
from isthmus.local.cognito.descriptions import describe_group
from isthmus.local.cognito.groups import Groups
from isthmus.local.cognito.pagination import next_token, read_token
from isthmus.local.cognito.pools import Pools

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import ListGroupsRequestTypeDef


MOST_PER_PAGE = 60


async def list_groups(
    request: "ListGroupsRequestTypeDef", *, pools: Pools, groups: Groups, clock: Clock
) -> dict[str, Any]:
    """List the groups of a pool, page by page."""
    pool = pools.get(request["UserPoolId"])
    token, limit = request.get("NextToken"), request.get("Limit") or MOST_PER_PAGE
    origin = ("ListGroups", pool.id)
    after = "" if token is None else read_token(token, request=origin, clock=clock)
    page = groups.page(pool, after=after, limit=limit + 1)
    more = len(page) > limit
    return {
        "Groups": [describe_group(group) for group in page[:limit]],
        "NextToken": next_token(page[limit - 1].name, request=origin, clock=clock) if more else None,
    }
