"""The way into every page of Setup: an administrator's browser session, and a form that is ours.

    (1) who is logged in at this browser?           nobody: to the login page
    (2) is it a System Administrator?               no: Insufficient Privileges
    (3) for an action: did our page send the form?  no: refused, nothing done

A page's function gets a `Visit`, an action's a `Visit` and its form. Neither is called before
all is answered.
"""

import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from isthmus.errors import MalformedError
from isthmus.local.salesforce.errors import PageError
from isthmus.local.salesforce.oauth2.browser import SESSION_COOKIE, form_token, is_from_here, signed_in_user
from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.setup.addresses import LOGIN, MENU, SETUP
from isthmus.local.salesforce.setup.notices import NOTICES
from isthmus.local.salesforce.store.users import User
from isthmus.local.salesforce.wire import parse_query, read_form

Form: TypeAlias = Mapping[str, str]

_FORM_NAME = "setup"
_SEE_OTHER = 303


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """An administrator looks at a page, or sends one of its forms."""

    parts: OrgParts
    request: Request
    user: User

    def argument(self, name: str) -> str:
        """Give a parameter of the page's address."""
        value: str = self.request.path_params[name]
        return value

    def query(self) -> Form:
        """Give the query string's parameters."""
        try:
            return parse_query(self.request)
        except MalformedError as error:
            raise PageError("invalid_request", str(error)) from error

    def render(self, page: str, *, status: int = 200, **values: Any) -> Response:
        """Give a page of Setup."""
        return self.parts.pages.render(
            f"setup/{page}.html",
            form_targets=(),
            status=status,
            menu=MENU,
            here=f"{SETUP}/{page.replace('_', '-')}",
            visitor=self.user,
            csrf=_token_of(self.request),
            notice=NOTICES.get(self.query().get("notice", "")) if self.request.method == "GET" else None,
            **values,
        )

    def back(self, path: str, *, notice: str) -> Response:
        """Send the browser back to a page, which says what was done."""
        return RedirectResponse(f"{path}?{urlencode({'notice': notice})}", status_code=_SEE_OTHER)


Handler: TypeAlias = Callable[[OrgParts, Request], Awaitable[Response]]


def page(show: Callable[[Visit], Awaitable[Response]]) -> Handler:
    """Guard a page."""

    async def handle(parts: OrgParts, request: Request) -> Response:
        admitted = _admit(parts, request)
        return await show(admitted) if isinstance(admitted, Visit) else admitted

    return handle


def action(act: Callable[[Visit, Form], Awaitable[Response]]) -> Handler:
    """Guard what changes or shows something by a form."""

    async def handle(parts: OrgParts, request: Request) -> Response:
        admitted = _admit(parts, request)
        if not isinstance(admitted, Visit):
            return admitted
        return await act(admitted, await _read_our_form(parts, request))

    return handle


def by_method(shown: Handler, acted: Handler) -> Handler:
    """Give a page its GET and its POST."""

    async def handle(parts: OrgParts, request: Request) -> Response:
        return await (acted if request.method == "POST" else shown)(parts, request)

    return handle


def nothing_here() -> PageError:
    """Make the refusal of a record that is not there."""
    return PageError("not_found", "There is no such record. It may have been deleted.", status=404)


def _admit(parts: OrgParts, request: Request) -> Visit | Response:
    user = signed_in_user(parts, request)
    if user is None:
        return RedirectResponse(LOGIN, status_code=_SEE_OTHER)
    if not user.is_administrator:
        return parts.pages.render("setup/denied.html", form_targets=(), status=403, user=user, login=LOGIN)
    return Visit(parts=parts, request=request, user=user)


async def _read_our_form(parts: OrgParts, request: Request) -> Form:
    try:
        form = await read_form(request)
    except MalformedError as error:
        raise PageError("invalid_request", str(error)) from error
    expected, given = _token_of(request), form.get("csrf", "")
    if not is_from_here(parts, request) or not hmac.compare_digest(expected.encode(), given.encode()):
        raise PageError("invalid_request", "This form did not come from this page. Go back and try again.")
    return form


def _token_of(request: Request) -> str:
    """SECURITY: derived from the session, so that a form of one login is worth nothing in another."""
    return form_token(request.cookies.get(SESSION_COOKIE, ""), name=_FORM_NAME)
