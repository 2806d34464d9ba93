"""/secur/logout.jsp and /services/auth/idp/oidc/logout: the browser's session ends."""

from starlette.requests import Request
from starlette.responses import Response

from isthmus.local.salesforce.oauth2.browser import SESSION_COOKIE
from isthmus.local.salesforce.parts import OrgParts


async def handle(parts: OrgParts, request: Request) -> Response:
    """End the session of the cookie. SECURITY: nobody is sent elsewhere, whatever the address asks."""
    parts.sessions.revoke(request.cookies.get(SESSION_COOKIE, ""))
    response = parts.pages.render("logged_out.html", form_targets=())
    response.delete_cookie(SESSION_COOKIE, path="/", secure=True, httponly=True, samesite="lax")
    return response
