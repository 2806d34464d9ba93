"""Who may use the addresses that AWS has not: programs on this machine, and no web site.

They need no signature, as whoever reaches loopback owns the stack's files as well.
"""

import re

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

# SECURITY: the whole header: a parser takes `elsewhere@127.0.0.1` and an empty name for this machine, too.
_LOOPBACK = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\])(?::[0-9]{1,5})?", re.IGNORECASE)


def find_refusal(request: Request) -> Response | None:
    """Give the answer to a request from elsewhere, or None."""
    # SECURITY: without this, a web site whose name leads to 127.0.0.1 (DNS rebinding) reads the codes.
    # No CORS header either: other origins' scripts can't read the answer.
    if _LOOPBACK.fullmatch(request.headers.get("host", "")) is None:
        return JSONResponse({"error": "forbidden"}, status_code=403)
    # SECURITY: without this, any web site's form changes something here: browsers name the POST's origin.
    if request.method != "GET" and "origin" in request.headers:
        return JSONResponse({"error": "forbidden"}, status_code=403)
    return None
