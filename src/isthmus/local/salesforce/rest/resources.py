"""/services/data/vNN.0: the map of what is served, with the caller's identity URL."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.rest.authentication import verify_rest_session
from isthmus.local.salesforce.rest.versions import check_version


async def handle(parts: OrgParts, request: Request) -> Response:
    """Answer the map."""
    user = verify_rest_session(parts, request).user
    base = f"/services/data/{check_version(request)}"
    return JSONResponse(
        {
            "chatter": f"{base}/chatter",
            "identity": parts.identity_url(user.id),
            "limits": f"{base}/limits",
            "named-credentials": f"{base}/named-credentials",
            "query": f"{base}/query",
            "queryAll": f"{base}/queryAll",
            "sobjects": f"{base}/sobjects",
            "tooling": f"{base}/tooling",
        }
    )


async def tooling(parts: OrgParts, request: Request) -> Response:
    """Answer the map of the Tooling API."""
    verify_rest_session(parts, request)
    base = f"/services/data/{check_version(request)}/tooling"
    names = ("executeAnonymous", "query", "sobjects")
    return JSONResponse({name: f"{base}/{name}" for name in names})
