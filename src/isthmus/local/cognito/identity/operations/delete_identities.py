"""DeleteIdentities."""

from collections.abc import Mapping
from typing import Any

from isthmus.local.cognito.identity.parts import Parts


async def delete_identities(parts: Parts, request: Mapping[str, Any]) -> Mapping[str, Any]:
    """Delete identities; those that are not there come back as unprocessed."""
    absent = [
        identity_id
        for identity_id in request["IdentityIdsToDelete"]
        if not parts.identities.delete(identity_id)
    ]
    return {
        "UnprocessedIdentityIds": [
            {"IdentityId": identity_id, "ErrorCode": "AccessDenied"} for identity_id in absent
        ]
    }
