"""/login: username and password. Every reason to say no is told in the same words, after the same work."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from isthmus.errors import MalformedError
from isthmus.local.salesforce.errors import PageError
from isthmus.local.salesforce.oauth2.addresses import LOGIN, approve_address
from isthmus.local.salesforce.oauth2.authorization_request import AuthorizationRequest
from isthmus.local.salesforce.oauth2.browser import (
    SESSION_COOKIE,
    browser_of,
    check_form,
    form_token,
    get_pending,
    set_cookie,
    start_browser_session,
)
from isthmus.local.salesforce.pages import form_targets
from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.wire import parse_query, read_form

WRONG = (
    "Please check your username and password. "
    "If you still can't log in, contact your Salesforce administrator."
)


async def handle(parts: OrgParts, request: Request) -> Response:
    """Show the form, or take it."""
    try:
        fields = parse_query(request) if request.method == "GET" else await read_form(request)
    except MalformedError as error:
        raise PageError("invalid_request", str(error)) from error
    if request.method == "GET":
        name = fields.get("request", "")
        asked, _ = get_pending(parts, request, name=name)
        return _page(parts, request, asked=asked, name=name, username=asked.login_hint or "", error=None)
    name = check_form(parts, request, form=fields)
    asked, _ = get_pending(parts, request, name=name)
    username = fields.get("username", "")
    user = await parts.users.find_by_password(
        username,
        unverified_password=fields.get("password", ""),
        policy=parts.metadata.catalog.security.login,
    )
    if user is None:
        return _page(parts, request, asked=asked, name=name, username=username, error=WRONG)
    parts.grants.set_request_user(name, user_id=user.id)
    response = RedirectResponse(approve_address(name), status_code=303)
    set_cookie(response, SESSION_COOKIE, start_browser_session(parts, request, user_id=user.id))
    return response


def _page(
    parts: OrgParts,
    request: Request,
    *,
    asked: AuthorizationRequest,
    name: str,
    username: str,
    error: str | None,
) -> Response:
    return parts.pages.render(
        "login.html",
        form_targets=form_targets(asked.redirect_uri),
        action=LOGIN,
        name=name,
        csrf=form_token(browser_of(request), name=name),
        username=username,
        error=error,
    )
