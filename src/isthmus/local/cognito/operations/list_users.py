"""ListUsers."""

from typing import TYPE_CHECKING, Any

from isthmus.clock import Clock
from isthmus.local.cognito.descriptions import attribute_list, describe_account
from isthmus.local.cognito.errors import invalid_parameter
from isthmus.local.cognito.pagination import next_token, read_token
from isthmus.local.cognito.pools import Pool, Pools
from isthmus.local.cognito.user_filter import condition
from isthmus.local.cognito.users import Users

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import ListUsersRequestTypeDef

MOST_PER_PAGE = 60


async def list_users(
    request: "ListUsersRequestTypeDef", *, pools: Pools, users: Users, clock: Clock
) -> dict[str, Any]:
    """List the users of a pool that a filter selects, page by page."""
    pool = pools.get(request["UserPoolId"])
    shown = _shown_attributes(request, pool)
    where, parameters = condition(pool, request.get("Filter"))
    limit = request.get("Limit") or MOST_PER_PAGE
    origin = ("ListUsers", pool.id, request.get("Filter"))
    token = request.get("PaginationToken")
    after = 0 if token is None else read_token(token, request=origin, clock=clock)
    page = users.select(f"{where} AND id > ?", (*parameters, after), limit=limit + 1)
    more = len(page) > limit
    return {
        "Users": [
            {
                "Attributes": attribute_list(
                    {
                        name: value
                        for name, value in user.all_attributes().items()
                        if shown is None or name in shown
                    }
                ),
                **describe_account(user),
            }
            for user in page[:limit]
        ],
        "PaginationToken": next_token(page[limit - 1].id, request=origin, clock=clock) if more else None,
    }


def _shown_attributes(request: "ListUsersRequestTypeDef", pool: Pool) -> frozenset[str] | None:
    names = request.get("AttributesToGet")
    if names is None:
        return None
    unknown = set(names) - {attribute["Name"] for attribute in pool.schema}
    if unknown:
        raise invalid_parameter("One or more requested attributes do not exist.")
    return frozenset(names)
