"""Who may use the addresses that AWS has not: programs on this machine, and no web site.

They need no signature, as whoever reaches loopback owns the stack's files as well.
"""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def find_refusal(request: Request) -> Response | None:
    """Give the answer to a request from elsewhere, or None."""
    # SECURITY: without this, a web site whose name leads to 127.0.0.1 (DNS rebinding) reads the codes.
    # No CORS header either: other origins' scripts can't read the answer.
    if request.url.hostname not in _LOOPBACK:
        return JSONResponse({"error": "forbidden"}, status_code=403)
    # SECURITY: without this, any web site's form changes something here: browsers name the POST's origin.
    if request.method != "GET" and "origin" in request.headers:
        return JSONResponse({"error": "forbidden"}, status_code=403)
    return None
