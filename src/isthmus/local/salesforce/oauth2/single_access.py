"""/services/oauth2/singleaccess: an app logs its user in at a browser, by an address good for one use."""

from collections.abc import Mapping
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from isthmus.errors import MalformedError
from isthmus.local.salesforce.errors import OAuthError, TextError
from isthmus.local.salesforce.oauth2.addresses import FRONT_DOOR, local_path
from isthmus.local.salesforce.oauth2.bearer import address_of, bearer_of, find_session
from isthmus.local.salesforce.oauth2.form import NO_STORE
from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.store.one_time import OneTimeLogin
from isthmus.local.salesforce.wire import parse_query, read_form

UI_SCOPES = ("web", "lightning", "visualforce")
"""What a token must be granted to become a session of the browser; `full` has them all."""


async def handle(parts: OrgParts, request: Request) -> Response:
    """Answer with the address that logs a browser in."""
    token = bearer_of(request)
    if token is None:
        raise TextError("Missing_OAuth_Token", status=403)
    found = find_session(parts, token, address=address_of(request))
    # SECURITY: a token for data only must not become a login, which approves apps and opens Setup.
    if found is None or not found[0].opens_api or not found[0].has_scope(*UI_SCOPES):
        raise TextError("Bad_OAuth_Token", status=403)
    fields = await _fields(request)
    login = OneTimeLogin(
        user_id=found[1].id,
        path=local_path(parts, fields.get("redirect_uri", "")),
        locked_address=found[0].locked_address,
    )
    query = urlencode({"otp": parts.one_time.create_login(login)})
    return JSONResponse({"frontdoor_uri": f"{parts.origin}{FRONT_DOOR}?{query}"}, headers=NO_STORE)


async def _fields(request: Request) -> Mapping[str, str]:
    try:
        if request.method == "GET" or not request.headers.get("content-type"):
            return parse_query(request)
        return await read_form(request)
    except MalformedError as error:
        raise OAuthError("invalid_request", str(error)) from error
