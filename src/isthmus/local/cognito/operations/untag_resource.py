"""UntagResource."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.tags import get_tagged_pool, write_tags

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import UntagResourceRequestTypeDef


async def untag_resource(request: "UntagResourceRequestTypeDef", *, pools: Pools) -> dict[str, Any]:
    """Take tags from a pool."""
    pool = get_tagged_pool(pools, request["ResourceArn"])
    kept = {
        name: value for name, value in pool.settings["UserPoolTags"].items() if name not in request["TagKeys"]
    }
    write_tags(pools, pool, kept)
    return {}
