"""DescribeIdentity."""

from collections.abc import Mapping
from typing import Any

from isthmus.local.cognito.identity.identities import Identity
from isthmus.local.cognito.identity.parts import Parts


async def describe_identity(parts: Parts, request: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give the providers and times of one identity."""
    return write_identity(parts.identities.get(request["IdentityId"]))


def write_identity(identity: Identity) -> Mapping[str, Any]:
    """Give an identity as AWS answers with it."""
    return {
        "IdentityId": identity.id,
        "Logins": list(identity.providers) or None,
        "CreationDate": identity.created_at,
        "LastModifiedDate": identity.modified_at,
    }
