"""UntagResource."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from isthmus.local.cognito.identity.operations.list_tags_for_resource import get_tagged_pool
from isthmus.local.cognito.identity.parts import Parts


async def untag_resource(parts: Parts, request: Mapping[str, Any]) -> Mapping[str, Any]:
    """Remove tags of an identity pool."""
    pool = get_tagged_pool(parts, request["ResourceArn"])
    kept = {name: value for name, value in pool.tags.items() if name not in request["TagKeys"]}
    parts.pools.save(dataclasses.replace(pool, tags=kept))
    return {}
