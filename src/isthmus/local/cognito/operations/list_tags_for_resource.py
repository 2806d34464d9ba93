"""ListTagsForResource."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.tags import get_tagged_pool

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import ListTagsForResourceRequestTypeDef


async def list_tags_for_resource(
    request: "ListTagsForResourceRequestTypeDef", *, pools: Pools
) -> dict[str, Any]:
    """Show the tags of a pool."""
    return {"Tags": get_tagged_pool(pools, request["ResourceArn"]).settings["UserPoolTags"]}
