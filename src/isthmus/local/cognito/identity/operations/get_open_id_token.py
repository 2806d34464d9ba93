"""GetOpenIdToken: the first half of the basic (classic) flow."""

from collections.abc import Mapping
from typing import Any

from isthmus.local.cognito.identity.errors import invalid_parameter
from isthmus.local.cognito.identity.parts import Parts
from isthmus.local.cognito.identity.sts_identity import as_sts_sees_it

LIFETIME_SECONDS = 600


async def get_open_id_token(parts: Parts, request: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give a token that STS takes for ten minutes, where the pool says so.

    NOTE: AWS also gives it where AllowClassicFlow was never set (aws-cli #7652); here it must be asked for.
    """
    identity = parts.identities.get(request["IdentityId"])
    pool = parts.pools.get(identity.pool_id)
    authenticated = await parts.access.verify_access(identity, request.get("Logins", {}), pool=pool)
    if pool.role_mappings:
        raise invalid_parameter(
            "Basic (classic) flow is not supported with RoleMappings, please use enhanced flow."
        )
    if pool.allows_classic_flow is not True:
        raise invalid_parameter("Basic (classic) flow is not enabled, please use enhanced flow.")
    seen = as_sts_sees_it(authenticated, tag_maps=parts.tag_maps)
    token = await parts.tokens.issue_token(seen, lifetime_seconds=LIFETIME_SECONDS)
    return {"IdentityId": identity.id, "Token": token}
