"""TagResource."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from isthmus.local.cognito.identity.errors import invalid_parameter
from isthmus.local.cognito.identity.operations.list_tags_for_resource import get_tagged_pool
from isthmus.local.cognito.identity.parts import Parts

MOST_TAGS = 50


async def tag_resource(parts: Parts, request: Mapping[str, Any]) -> Mapping[str, Any]:
    """Set tags of an identity pool."""
    pool = get_tagged_pool(parts, request["ResourceArn"])
    tags = {**pool.tags, **request["Tags"]}
    if len(tags) > MOST_TAGS:
        raise invalid_parameter(f"A resource has at most {MOST_TAGS} tags")
    parts.pools.save(dataclasses.replace(pool, tags=tags))
    return {}
