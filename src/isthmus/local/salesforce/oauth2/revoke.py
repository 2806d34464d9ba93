"""/services/oauth2/revoke: end a token (RFC 7009). A refresh token takes its access tokens along."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from isthmus.errors import MalformedError
from isthmus.local.salesforce.errors import OAuthError
from isthmus.local.salesforce.oauth2.form import NO_STORE, read_oauth_form
from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.wire import parse_query


async def handle(parts: OrgParts, request: Request) -> Response:
    """End the token. WIRE: GET with `?token=` works as well as POST."""
    fields = _query(request) if request.method == "GET" else await read_oauth_form(request)
    token = fields.get("token", "")
    refresh_token = parts.grants.find_refresh_token(token)
    if refresh_token is not None:
        parts.grants.revoke_refresh_tokens(refresh_token.grant_id)
        parts.sessions.revoke_grant(refresh_token.grant_id)
    elif not parts.sessions.revoke(token):
        raise OAuthError("invalid_token", "invalid token")
    return Response(status_code=200, headers=NO_STORE)


def _query(request: Request) -> Mapping[str, str]:
    try:
        return parse_query(request)
    except MalformedError as error:
        raise OAuthError("invalid_request", str(error)) from error
