"""Which attributes a user may write through an app client.

Page: developerguide/user-pool-settings-attributes.
"""

from collections.abc import Iterable

from isthmus.local.cognito.clients import AppClient
from isthmus.local.cognito.errors import not_authorized
from isthmus.local.cognito.schema import STANDARD_NAMES, VERIFICATION_FLAGS

_STANDARD = STANDARD_NAMES - {"sub", *VERIFICATION_FLAGS}


def check_writable(client: AppClient, names: Iterable[str]) -> None:
    """Refuse attributes that the client may not write: without WriteAttributes, all but the standard ones."""
    if not all(is_writable(client, name) for name in names):
        raise not_authorized("A client attempted to write unauthorized attribute")


def is_writable(client: AppClient, name: str) -> bool:
    """Tell whether the client may write an attribute."""
    return name in (client.settings.get("WriteAttributes") or _STANDARD)
