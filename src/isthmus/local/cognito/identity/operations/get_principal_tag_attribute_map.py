"""GetPrincipalTagAttributeMap."""

from collections.abc import Mapping
from typing import Any

from isthmus.local.cognito.identity.errors import invalid_parameter
from isthmus.local.cognito.identity.parts import Parts
from isthmus.local.cognito.identity.pool_providers import find_tag_provider
from isthmus.local.cognito.identity.pools import IdentityPool
from isthmus.local.cognito.identity.principal_tags import TagMap


async def get_principal_tag_attribute_map(parts: Parts, request: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give which claims of a provider's tokens become tags; none where that was never set."""
    pool = parts.pools.get(request["IdentityPoolId"])
    provider = get_tag_provider(request, pool=pool, parts=parts)
    return write_tag_map(parts.tag_maps.get(pool.id, provider=provider), request=request)


def get_tag_provider(request: Mapping[str, Any], *, pool: IdentityPool, parts: Parts) -> str:
    """Give the provider that the request names, or raise InvalidParameterException."""
    name = request["IdentityProviderName"]
    provider = find_tag_provider(name, pool=pool, names=parts.names)
    if provider is None:
        raise invalid_parameter(f"({name}) is not a configured provider of this identity pool.")
    return provider


def write_tag_map(tag_map: TagMap, *, request: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give the map as AWS answers with it, under the name that was asked for."""
    return {
        "IdentityPoolId": request["IdentityPoolId"],
        "IdentityProviderName": request["IdentityProviderName"],
        "UseDefaults": tag_map.uses_defaults,
        "PrincipalTags": dict(tag_map.tags),
    }
