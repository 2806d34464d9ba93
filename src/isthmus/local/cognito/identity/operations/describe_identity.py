"""DescribeIdentity."""

from collections.abc import Mapping
from typing import Any

from isthmus.local.cognito.identity.identities import Identity
from isthmus.local.cognito.identity.parts import Parts
from isthmus.local.cognito.identity.pools import IdentityPool


async def describe_identity(parts: Parts, request: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give the providers and times of one identity."""
    identity = parts.identities.get(request["IdentityId"])
    return write_identity(identity, pool=parts.pools.get(identity.pool_id))


def write_identity(identity: Identity, *, pool: IdentityPool) -> Mapping[str, Any]:
    """Give an identity as AWS answers with it."""
    developer = [pool.developer_provider] if identity.has_developer_user else []
    return {
        "IdentityId": identity.id,
        "Logins": [*identity.providers, *developer] or None,
        "CreationDate": identity.created_at,
        "LastModifiedDate": identity.modified_at,
    }
