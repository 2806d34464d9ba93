"""The browser's two cookies, and the proof that a form was ours.

`cognito` is the session of whoever signed in. `XSRF-TOKEN` names the browser before anyone is: forms carry a
token derived from it. WIRE: both names are AWS's.
"""

import hashlib
import hmac
import secrets
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from isthmus.local.cognito.hosted.browser_sessions import LIFETIME_SECONDS
from isthmus.local.cognito.hosted.errors import PageError
from isthmus.local.cognito.oauth2.form import Form

SESSION_COOKIE = "cognito"
BROWSER_COOKIE = "XSRF-TOKEN"
FORM_TOKEN = "_csrf"  # noqa: S105  a field's name


def browser_of(request: Request) -> str:
    """Give the browser's own random name, or a fresh one."""
    return request.cookies.get(BROWSER_COOKIE) or secrets.token_urlsafe(32)


def session_of(request: Request) -> str:
    """Give the unverified value of the session cookie; empty if there is none."""
    return request.cookies.get(SESSION_COOKIE, "")


def remember_browser(response: Response, request: Request, *, browser: str) -> None:
    """Set the cookie that forms are tied to, for as long as the browser runs."""
    _set_cookie(response, request, name=BROWSER_COOKIE, value=browser, max_age=None)


def remember_session(response: Response, request: Request, *, token: str) -> None:
    """Set the cookie that signs in silently."""
    _set_cookie(response, request, name=SESSION_COOKIE, value=token, max_age=LIFETIME_SECONDS)


def forget_session(response: Response, request: Request) -> None:
    """Take the session cookie away."""
    _set_cookie(response, request, name=SESSION_COOKIE, value="", max_age=0)


def form_token(browser: str, *, query: bytes) -> str:
    """Give the token that a form about this authorization request must carry."""
    return hmac.new(browser.encode(), query, hashlib.sha256).hexdigest()


def check_form(request: Request, form: Form) -> None:
    """Check that a form came from our page in this browser, or raise PageError."""
    browser = request.cookies.get(BROWSER_COOKIE, "")
    expected, given = form_token(browser, query=_query(request)), form.find(FORM_TOKEN) or ""
    is_equal = hmac.compare_digest(expected.encode(), given.encode())
    if not browser or not is_equal or not _is_same_origin(request):
        raise PageError(
            "invalid_request", "This form did not come from this page. Go back to the app and start again."
        )


def _is_same_origin(request: Request) -> bool:
    """SECURITY: cookies know no ports, so another server on this machine could plant one; Origin tells."""
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host", "")


def _query(request: Request) -> bytes:
    query: bytes = request.scope["query_string"]
    return query


def _set_cookie(response: Response, request: Request, *, name: str, value: str, max_age: int | None) -> None:
    """NOTE: AWS's cookies are Secure; here they are as secure as the address, which is plain http."""
    response.set_cookie(
        name,
        value,
        max_age=max_age,
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
