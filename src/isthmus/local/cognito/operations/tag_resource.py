"""TagResource."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.tags import get_tagged_pool, write_tags

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import TagResourceRequestTypeDef


async def tag_resource(request: "TagResourceRequestTypeDef", *, pools: Pools) -> dict[str, Any]:
    """Add tags to a pool."""
    pool = get_tagged_pool(pools, request["ResourceArn"])
    write_tags(pools, pool, {**pool.settings["UserPoolTags"], **request["Tags"]})
    return {}
