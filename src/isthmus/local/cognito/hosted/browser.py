"""The browser's cookies, and the proof that a form was ours.

`cognito-<pool id>` is the session of whoever signed in to a pool. `XSRF-TOKEN` names the browser before
anyone is: forms carry a token derived from it. WIRE: AWS's are `cognito` and `XSRF-TOKEN`; the pool's id is
in the name here because pools share an origin, which on AWS each has for itself.
"""

import hashlib
import hmac
import re
import secrets
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from isthmus.local.cognito.hosted.browser_sessions import LIFETIME_SECONDS
from isthmus.local.cognito.hosted.errors import PageError
from isthmus.local.cognito.oauth2.form import Form

BROWSER_COOKIE = "XSRF-TOKEN"
_SESSION_COOKIE = re.compile(r"cognito-(?P<pool_id>[\w-]+_[0-9A-Za-z]+)", re.ASCII)
FORM_TOKEN = "_csrf"  # noqa: S105  a field's name


def browser_of(request: Request) -> str:
    """Give the browser's own random name, or a fresh one."""
    return request.cookies.get(BROWSER_COOKIE) or secrets.token_urlsafe(32)


def session_cookie(pool_id: str) -> str:
    """Name the cookie of the sessions of a pool."""
    return f"cognito-{pool_id}"


def session_of(request: Request, *, pool_id: str) -> str:
    """Give the unverified value of the session cookie of a pool; empty if there is none."""
    return request.cookies.get(session_cookie(pool_id), "")


def signed_in_pools(request: Request) -> tuple[str, ...]:
    """Name the pools that the browser has a session cookie of, good or not."""
    found = (_SESSION_COOKIE.fullmatch(name) for name in request.cookies)
    return tuple(match["pool_id"] for match in found if match is not None)


def remember_browser(response: Response, request: Request, *, browser: str) -> None:
    """Set the cookie that forms are tied to, for as long as the browser runs."""
    set_cookie(response, request, name=BROWSER_COOKIE, value=browser, max_age=None)


def remember_session(response: Response, request: Request, *, pool_id: str, token: str) -> None:
    """Set the cookie that signs in silently."""
    set_cookie(response, request, name=session_cookie(pool_id), value=token, max_age=LIFETIME_SECONDS)


def forget_session(response: Response, request: Request, *, pool_id: str) -> None:
    """Take the session cookie away."""
    set_cookie(response, request, name=session_cookie(pool_id), value="", max_age=0)


def form_token(browser: str, *, path: str, query: bytes) -> str:
    """Give the token that the form of a page, about one authorization request, must carry."""
    return hmac.new(browser.encode(), path.encode() + b"?" + query, hashlib.sha256).hexdigest()


def check_form(request: Request, form: Form) -> None:
    """Check that a form came from our page in this browser, or raise PageError."""
    browser = request.cookies.get(BROWSER_COOKIE, "")
    expected = form_token(browser, path=request.url.path, query=_query(request))
    given = form.find(FORM_TOKEN) or ""
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


def set_cookie(response: Response, request: Request, *, name: str, value: str, max_age: int | None) -> None:
    """Set a cookie that no script reads.

    NOTE: AWS's cookies are Secure; here they are as secure as the address, which is plain http.
    """
    response.set_cookie(
        name,
        value,
        max_age=max_age,
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
