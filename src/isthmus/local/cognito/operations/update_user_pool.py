"""UpdateUserPool."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.pool_settings import update_settings
from isthmus.local.cognito.pools import Pools

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import UpdateUserPoolRequestTypeDef


async def update_user_pool(request: "UpdateUserPoolRequestTypeDef", *, pools: Pools) -> dict[str, Any]:
    """Change a pool; most of what the request omits goes back to its default, as in AWS."""
    pool = pools.get(request["UserPoolId"])
    settings = update_settings(pool.settings, request, home=pools.home)
    pools.update(pool.id, name=request.get("PoolName", pool.name), settings=settings)
    return {}
