"""What of a request may be shown: for a page or a reply that explains who called, and never for a secret."""

from collections.abc import Iterable
from typing import Any

from isthmus.cognito.tokens import AccessToken

_MASK = "***"


def claims_for_display(token: AccessToken) -> dict[str, Any]:
    """Give the claims of a verified token. The token itself can't be made of them: it needs the signature."""
    return dict(token.claims)


def headers_for_display(unverified_headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Give the names of a request's headers with every value masked; of Authorization, the scheme is kept.

    Any header may hold a credential (Cookie, X-Api-Key, a proxy's own), so that no list of the harmless ones
    is kept.
    """
    return {name: _mask(name, value) for name, value in unverified_headers}


def _mask(name: str, unverified_value: str) -> str:
    if name.lower() == "authorization" and unverified_value[:7].lower() == "bearer ":
        return f"Bearer {_MASK}"
    return _MASK
