"""/setup/login and /setup/logout: a person logs in to Setup itself, without an app that sends them."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from isthmus.errors import MalformedError
from isthmus.local.salesforce.errors import PageError
from isthmus.local.salesforce.oauth2.browser import (
    BROWSER_COOKIE,
    SESSION_COOKIE,
    browser_of,
    check_form,
    form_token,
    set_cookie,
    start_browser_session,
)
from isthmus.local.salesforce.oauth2.login import WRONG
from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.setup.addresses import LOGIN, SETUP
from isthmus.local.salesforce.setup.door import Form, Visit
from isthmus.local.salesforce.wire import read_form

_FORM_NAME = "setup-login"


async def login(parts: OrgParts, request: Request) -> Response:
    """Show the form, or take it."""
    if request.method == "GET":
        return _page(parts, browser=browser_of(request), username="", error=None)
    try:
        form = await read_form(request)
    except MalformedError as error:
        raise PageError("invalid_request", str(error)) from error
    if check_form(parts, request, form=form) != _FORM_NAME:
        raise PageError("invalid_request", "This form did not come from this page. Go back and try again.")
    username = form.get("username", "")
    user = await parts.users.find_by_password(
        username,
        unverified_password=form.get("password", ""),
        policy=parts.metadata.catalog.security.login,
    )
    if user is None:
        return _page(parts, browser=browser_of(request), username=username, error=WRONG)
    response = RedirectResponse(SETUP, status_code=303)
    set_cookie(response, SESSION_COOKIE, start_browser_session(parts, request, user_id=user.id))
    return response


async def logout(visit: Visit, _form: Form) -> Response:
    """End the session."""
    visit.parts.sessions.revoke(visit.request.cookies.get(SESSION_COOKIE, ""))
    response = RedirectResponse(LOGIN, status_code=303)
    response.delete_cookie(SESSION_COOKIE, path="/", secure=True, httponly=True, samesite="lax")
    return response


def _page(parts: OrgParts, *, browser: str, username: str, error: str | None) -> Response:
    response = parts.pages.render(
        "login.html",
        form_targets=(),
        action=LOGIN,
        name=_FORM_NAME,
        csrf=form_token(browser, name=_FORM_NAME),
        username=username,
        error=error,
    )
    set_cookie(response, BROWSER_COOKIE, browser)
    return response
