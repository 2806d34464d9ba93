"""ListTagsForResource."""

from collections.abc import Mapping
from typing import Any

from isthmus.local.cognito.identity.errors import invalid_parameter
from isthmus.local.cognito.identity.parts import Parts
from isthmus.local.cognito.identity.pools import IdentityPool


async def list_tags_for_resource(parts: Parts, request: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give the tags of an identity pool."""
    return {"Tags": dict(get_tagged_pool(parts, request["ResourceArn"]).tags)}


def get_tagged_pool(parts: Parts, arn: str) -> IdentityPool:
    """Give the pool that the ARN names, or raise AWS's error."""
    prefix = f"arn:aws:cognito-identity:{parts.region}:{parts.account_id}:identitypool/"
    if not arn.startswith(prefix):
        raise invalid_parameter("Invalid resource ARN")
    return parts.pools.get(arn.removeprefix(prefix))
