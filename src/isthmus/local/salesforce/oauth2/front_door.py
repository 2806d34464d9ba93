"""/secur/frontdoor.jsp: a session id, or a one-time login, becomes the session of a browser."""

from collections.abc import Mapping
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from isthmus.errors import MalformedError
from isthmus.local.salesforce.errors import PageError
from isthmus.local.salesforce.oauth2.addresses import local_path
from isthmus.local.salesforce.oauth2.bearer import address_of, find_session
from isthmus.local.salesforce.oauth2.browser import SESSION_COOKIE, set_cookie, start_browser_session
from isthmus.local.salesforce.oauth2.single_access import UI_SCOPES
from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.store.sessions import SessionKind
from isthmus.local.salesforce.wire import parse_query, read_form


async def handle(parts: OrgParts, request: Request) -> Response:
    """Log the browser in and send it on to a path of the org. WIRE: who can't come in is sent to log in."""
    try:
        fields = parse_query(request) if request.method == "GET" else await read_form(request)
    except MalformedError as error:
        raise PageError("invalid_request", str(error)) from error
    path = local_path(parts, fields.get("retURL") or fields.get("startURL") or "")
    entered = _by_one_time_login(parts, request, fields) or _by_session(parts, request, fields, path=path)
    if entered is None:
        return _leave(f"/?{urlencode({'ec': '302', 'startURL': path})}")
    user_id, path = entered
    response = _leave(path)
    # SECURITY: a fresh session, never the one that was handed in: who knew that one does not know this one.
    set_cookie(response, SESSION_COOKIE, start_browser_session(parts, request, user_id=user_id))
    return response


def _by_one_time_login(
    parts: OrgParts, request: Request, fields: Mapping[str, str]
) -> tuple[str, str] | None:
    login = parts.one_time.claim_login(fields.get("otp", ""))
    if login is None or login.locked_address not in {None, address_of(request)}:
        return None
    user = parts.users.find(login.user_id)
    return (user.id, login.path) if user and user.is_active else None


def _by_session(
    parts: OrgParts, request: Request, fields: Mapping[str, str], *, path: str
) -> tuple[str, str] | None:
    found = find_session(parts, fields.get("sid", ""), address=address_of(request))
    # WIRE: a JWT-based access token does not open the front door; `singleaccess` takes it.
    if found is None or found[0].kind is SessionKind.JWT or not found[0].has_scope(*UI_SCOPES):
        return None
    return found[1].id, path


def _leave(path: str) -> Response:
    headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return RedirectResponse(path, status_code=302, headers=headers)
