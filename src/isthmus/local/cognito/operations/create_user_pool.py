"""CreateUserPool."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.descriptions import describe_pool
from isthmus.local.cognito.identifiers import new_pool_id
from isthmus.local.cognito.keys import Keys
from isthmus.local.cognito.pool_settings import create_settings
from isthmus.local.cognito.pools import Pool, Pools
from isthmus.local.database import Database

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import CreateUserPoolRequestTypeDef


async def create_user_pool(
    request: "CreateUserPoolRequestTypeDef", *, database: Database, pools: Pools, keys: Keys
) -> dict[str, Any]:
    """Make a pool under an id that Cognito chooses."""
    pool_id = new_pool_id(pools.home.region)
    pool = await insert_pool(request, pool_id=pool_id, database=database, pools=pools, keys=keys)
    return {"UserPool": describe_pool(pool, domains=(), number_of_users=0)}


async def insert_pool(
    request: "CreateUserPoolRequestTypeDef",
    *,
    pool_id: str,
    database: Database,
    pools: Pools,
    keys: Keys,
) -> Pool:
    """Check and keep a pool under a given id, with its two signing keys."""
    settings = create_settings(request, home=pools.home)
    pair = await keys.generate()
    with database.transaction():
        pool = pools.insert(pool_id=pool_id, name=request["PoolName"], settings=settings)
        keys.insert(pool.id, pair)
    return pool
