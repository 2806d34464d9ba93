"""SetPrincipalTagAttributeMap."""

from collections.abc import Mapping
from typing import Any

from isthmus.local.cognito.identity.errors import invalid_parameter
from isthmus.local.cognito.identity.operations.get_principal_tag_attribute_map import (
    get_tag_provider,
    write_tag_map,
)
from isthmus.local.cognito.identity.parts import Parts
from isthmus.local.cognito.identity.principal_tags import DEFAULT_TAGS, TagMap
from isthmus.local.cognito.identity.session_tags import SessionTagError, check_session_tags


async def set_principal_tag_attribute_map(parts: Parts, request: Mapping[str, Any]) -> Mapping[str, Any]:
    """Say which claims of a provider's tokens become tags: AWS's defaults, these, or none."""
    pool = parts.pools.get(request["IdentityPoolId"])
    provider = get_tag_provider(request, pool=pool, parts=parts)
    tag_map = _read_tag_map(request)
    parts.tag_maps.save(tag_map, pool_id=pool.id, provider=provider)
    return write_tag_map(tag_map, request=request)


def _read_tag_map(request: Mapping[str, Any]) -> TagMap:
    tags: Mapping[str, str] = request.get("PrincipalTags", {})
    if request.get("UseDefaults", False):
        if tags not in ({}, DEFAULT_TAGS):
            raise invalid_parameter("PrincipalTags are for UseDefaults false.")
        return TagMap(uses_defaults=True, tags=DEFAULT_TAGS)
    try:
        check_session_tags(dict.fromkeys(tags, ""))
    except SessionTagError as error:
        raise invalid_parameter("A key of PrincipalTags can't be a tag.") from error
    return TagMap(uses_defaults=False, tags=tags)
