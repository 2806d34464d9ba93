"""The browser's two cookies, and the proof that a form was ours.

`__Host-browser` names the browser before anyone is logged in: authorization requests are bound to it, and
forms carry a token derived from it. `__Host-sid` is the session of whoever logged in.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from isthmus.local.salesforce.errors import PageError
from isthmus.local.salesforce.oauth2.authorization_request import (
    AuthorizationRequest,
    restore_authorization_request,
)
from isthmus.local.salesforce.oauth2.bearer import address_of, find_session, lock_for
from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.store.grants import PendingRequest
from isthmus.local.salesforce.store.sessions import NewSession, SessionKind
from isthmus.local.salesforce.store.users import User

BROWSER_COOKIE = "__Host-browser"
SESSION_COOKIE = "__Host-sid"

_BROWSER = re.compile(r"[A-Za-z0-9_-]{43}")


def browser_of(request: Request) -> str:
    """Give the browser's own random name, or a fresh one if it has none of ours."""
    known = request.cookies.get(BROWSER_COOKIE, "")
    return known if _BROWSER.fullmatch(known) else secrets.token_urlsafe(32)


def set_cookie(response: Response, name: str, value: str) -> None:
    """Set a cookie that scripts can't read, that only TLS carries, and that other sites' posts lack."""
    response.set_cookie(name, value, path="/", secure=True, httponly=True, samesite="lax")


def signed_in_user(parts: OrgParts, request: Request) -> User | None:
    """Find who is logged in at this browser."""
    found = find_session(parts, request.cookies.get(SESSION_COOKIE, ""), address=address_of(request))
    # SECURITY: a login only. An app's access token in this cookie would approve other apps and wider scopes.
    return found[1] if found and found[0].kind is SessionKind.LIGHTNING else None


def start_browser_session(parts: OrgParts, request: Request, *, user_id: str) -> str:
    """Make the session of a browser that logs in here."""
    new = NewSession(
        user_id=user_id,
        kind=SessionKind.LIGHTNING,
        lifetime_seconds=parts.metadata.catalog.security.session_seconds,
        locked_address=lock_for(parts, request),
    )
    return parts.sessions.create(new)


def form_token(browser: str, *, name: str) -> str:
    """Give the token that a form about the request `name` must carry."""
    return hmac.new(browser.encode(), name.encode(), hashlib.sha256).hexdigest()


def is_from_here(parts: OrgParts, request: Request) -> bool:
    """Whether the browser names no other origin than ours as the form's."""
    return request.headers.get("origin", parts.origin) == parts.origin


def check_form(parts: OrgParts, request: Request, *, form: Mapping[str, str]) -> str:
    """Check that a form came from our page in this browser; give the name of its request."""
    name = form.get("request", "")
    expected, given = form_token(browser_of(request), name=name), form.get("csrf", "")
    if not is_from_here(parts, request) or not hmac.compare_digest(expected.encode(), given.encode()):
        raise PageError("invalid_request", "This form did not come from this page. Go back and try again.")
    return name


def get_pending(
    parts: OrgParts, request: Request, *, name: str
) -> tuple[AuthorizationRequest, PendingRequest]:
    """Give the request that waits in this browser, or tell the person that it is over."""
    pending = parts.grants.find_request(name, browser=browser_of(request))
    if pending is None:
        raise PageError("invalid_request", "This sign-in is over. Go back to the app and start again.")
    return restore_authorization_request(pending.parameters), pending
