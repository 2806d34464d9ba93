"""Whether the sign-in of an ID token still holds: nobody signed out, disabled or deleted the user since."""

from collections.abc import Mapping
from typing import Any

from isthmus.local.cognito.pools import Pool
from isthmus.local.cognito.token_families import TokenFamilies
from isthmus.local.cognito.users import Users


def is_sign_in_live(claims: Mapping[str, Any], *, pool: Pool, users: Users, families: TokenFamilies) -> bool:
    """Tell it of the claims of a verified ID token of `pool`.

    NOTE: a token whose refresh token was revoked (RevokeToken) counts as signed out, too.
    """
    family = families.find(str(claims.get("event_id")))
    if family is None or family.is_revoked or family.pool_id != pool.id:
        return False
    user = users.find_by_id(family.user_id)
    return user is not None and user.is_enabled and user.sub == claims.get("sub")
