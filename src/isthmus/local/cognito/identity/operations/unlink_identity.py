"""UnlinkIdentity."""

from collections.abc import Mapping
from typing import Any

from isthmus.local.cognito.identity.errors import identity_forbidden
from isthmus.local.cognito.identity.parts import Parts


async def unlink_identity(parts: Parts, request: Mapping[str, Any]) -> None:
    """Take logins from an identity, by leave of a token of one of its logins."""
    identity = parts.identities.get(request["IdentityId"])
    pool = parts.pools.get(identity.pool_id)
    if not request["Logins"]:
        raise identity_forbidden(identity.id)
    await parts.access.verify_access(identity, request["Logins"], pool=pool)
    providers = [parts.names.normalize(provider) for provider in request["LoginsToRemove"]]
    parts.identities.unlink(identity, providers=providers)
