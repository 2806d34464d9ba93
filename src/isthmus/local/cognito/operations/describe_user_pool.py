"""DescribeUserPool."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.descriptions import describe_pool
from isthmus.local.cognito.domains import Domains
from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.users import Users

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import DescribeUserPoolRequestTypeDef


async def describe_user_pool(
    request: "DescribeUserPoolRequestTypeDef", *, pools: Pools, domains: Domains, users: Users
) -> dict[str, Any]:
    """Show a pool."""
    pool = pools.get(request["UserPoolId"])
    return {
        "UserPool": describe_pool(
            pool, domains=domains.of_pool(pool.id), number_of_users=users.count(pool.id)
        )
    }
