"""CreateUserPool."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.descriptions import describe_pool
from isthmus.local.cognito.keys import Keys
from isthmus.local.cognito.pool_settings import create_settings
from isthmus.local.cognito.pools import Pools
from isthmus.local.database import Database

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import CreateUserPoolRequestTypeDef


async def create_user_pool(
    request: "CreateUserPoolRequestTypeDef", *, database: Database, pools: Pools, keys: Keys
) -> dict[str, Any]:
    """Make a pool and its two signing keys."""
    settings = create_settings(request, home=pools.home)
    pair = await keys.generate()
    with database.transaction():
        pool = pools.insert(name=request["PoolName"], settings=settings)
        keys.insert(pool.id, pair)
    return {"UserPool": describe_pool(pool, domains=(), number_of_users=0)}
