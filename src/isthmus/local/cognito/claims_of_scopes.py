"""Which attributes of a user the OpenID scopes show, in ID tokens and at /oauth2/userInfo.

Page: developerguide/cognito-user-pools-define-resource-servers: `profile` shows every attribute that the
client may read, as `openid` does alone; `email` and `phone` without it narrow that to their own.
"""

from collections.abc import Collection

from isthmus.local.cognito.clients import AppClient
from isthmus.local.cognito.schema import STANDARD_NAMES

_NARROW = {
    "email": frozenset({"email", "email_verified"}),
    "phone": frozenset({"phone_number", "phone_number_verified"}),
}


def shown_attributes(client: AppClient, *, scopes: Collection[str]) -> frozenset[str]:
    """Name the attributes; without ReadAttributes a client reads the standard ones."""
    readable = frozenset(client.settings.get("ReadAttributes") or STANDARD_NAMES)
    narrow = [_NARROW[scope] for scope in scopes if scope in _NARROW]
    if not narrow or "profile" in scopes:
        return readable
    return readable & frozenset[str]().union(*narrow)
