"""POST /services/oauth2/register: only an app that may register others can; here, none may."""

from starlette.requests import Request
from starlette.responses import Response

from isthmus.local.salesforce.errors import OAuthError
from isthmus.local.salesforce.parts import OrgParts


async def handle(_parts: OrgParts, _request: Request) -> Response:
    """Refuse."""
    raise OAuthError("invalid_client", "invalid client credentials", status=401)
