"""POST /services/oauth2/token: a form comes in, and the grant that it names answers.

Every grant checks the client, the grant itself and the user, in this order, and issues by `issuing.py`.
Token exchange, the device flow and every other grant are not supported by the local org.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from isthmus.local.salesforce.errors import OAuthError
from isthmus.local.salesforce.oauth2 import (
    client_credentials_grant,
    code_grant,
    jwt_bearer_grant,
    password_grant,
    refresh_grant,
)
from isthmus.local.salesforce.oauth2.form import NO_STORE, read_oauth_form
from isthmus.local.salesforce.parts import OrgParts

Grant: TypeAlias = Callable[[OrgParts, Request, Mapping[str, str]], dict[str, str]]

_GRANTS: Mapping[str, Grant] = {
    "authorization_code": code_grant.redeem,
    "refresh_token": refresh_grant.redeem,
    "client_credentials": client_credentials_grant.redeem,
    "urn:ietf:params:oauth:grant-type:jwt-bearer": jwt_bearer_grant.redeem,
    "password": password_grant.redeem,
}


async def handle(parts: OrgParts, request: Request) -> Response:
    """Give tokens for a grant."""
    form = await read_oauth_form(request)
    grant = _GRANTS.get(form.get("grant_type", ""))
    if grant is None:
        raise OAuthError("unsupported_grant_type", "grant type not supported")
    return JSONResponse(grant(parts, request, form), headers=NO_STORE)
