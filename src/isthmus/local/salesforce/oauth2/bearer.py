"""The session that a request shows in its Authorization header."""

from starlette.requests import Request

from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.store.sessions import Session
from isthmus.local.salesforce.store.users import User

_SCHEMES = frozenset({"bearer", "oauth"})  # WIRE: `OAuth` is Salesforce's older word for Bearer


def bearer_of(request: Request) -> str | None:
    """Give the token of the header; None without a header, an empty text for a header of another kind."""
    headers = request.headers.getlist("authorization")
    if not headers:
        return None
    scheme, _, token = headers[0].partition(" ")
    is_usable = len(headers) == 1 and scheme.lower() in _SCHEMES
    return token.strip() if is_usable else ""


def address_of(request: Request) -> str:
    """Give the IP address that a request came from.

    SECURITY: the connection's own; X-Forwarded-For is whatever a caller writes.
    """
    return request.client.host if request.client else ""


def find_session(
    parts: OrgParts, unverified_token: str, *, address: str | None = None
) -> tuple[Session, User] | None:
    """Find a live session of an active user, as used from an IP address.

    SECURITY: without an address, a session that is locked to one is not found.
    """
    found = find_any_session(parts, unverified_token)
    if found is None or found[0].locked_address not in {None, address}:
        return None
    return found


def find_any_session(parts: OrgParts, unverified_token: str) -> tuple[Session, User] | None:
    """Find a live session of an active user that somebody else asks about; who asks may not act by it."""
    session = parts.sessions.find(unverified_token)
    user = parts.users.find(session.user_id) if session else None
    return (session, user) if session and user and user.is_active else None


def lock_for(parts: OrgParts, request: Request) -> str | None:
    """Give the address that a session made by this request is locked to; None where the org locks none."""
    return address_of(request) if parts.metadata.catalog.security.locks_sessions_to_ip else None
