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


def find_session(parts: OrgParts, unverified_token: str) -> tuple[Session, User] | None:
    """Find a live session of an active user."""
    session = parts.sessions.find(unverified_token)
    user = parts.users.find(session.user_id) if session else None
    return (session, user) if session and user and user.is_active else None
