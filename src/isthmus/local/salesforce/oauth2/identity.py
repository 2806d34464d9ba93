"""/id/{organization}/{user}: the identity URL, with Salesforce's own names for what userinfo says."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from isthmus.errors import MalformedError
from isthmus.local.salesforce.errors import TextError
from isthmus.local.salesforce.ids import parse_id
from isthmus.local.salesforce.oauth2.bearer import address_of, bearer_of
from isthmus.local.salesforce.oauth2.claims import PROFILE_SCOPES, photos, to_iso, urls
from isthmus.local.salesforce.oauth2.userinfo import verify_identity_session
from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.store.users import User
from isthmus.local.salesforce.wire import parse_query


async def handle(parts: OrgParts, request: Request) -> Response:
    """Answer with the identity of the session's own user.

    WIRE: jsforce and others put the token into the query as `oauth_token`; `format` is json or absent here.
    """
    query = _query(request)
    token = bearer_of(request) or query.get("oauth_token")
    session, user = verify_identity_session(parts, token, address=address_of(request))
    organization_id, user_id = _asked_for(request)
    if organization_id != parts.organization.id:
        raise TextError("Wrong_Org", status=403)
    if user_id != user.id:
        raise TextError("No_Access" if parts.users.find(user_id) else "Bad_Id", status=404)
    if query.get("format", "json") != "json":
        raise TextError("Invalid_Version", status=406)
    sees_profile = session.scopes is None or bool(session.scopes & PROFILE_SCOPES)
    body = _identity(parts, user) | (_profile(parts, user) if sees_profile else {})
    return JSONResponse(body, headers={"Cache-Control": "no-store"})


def _query(request: Request) -> dict[str, str]:
    try:
        return dict(parse_query(request))
    except MalformedError as error:
        raise TextError("Bad_OAuth_Token", status=403) from error


def _asked_for(request: Request) -> tuple[str, str]:
    try:
        return parse_id(request.path_params["organization"]), parse_id(request.path_params["user"])
    except MalformedError as error:
        raise TextError("Bad_Id", status=404) from error


def _identity(parts: OrgParts, user: User) -> dict[str, object]:
    return {
        "id": parts.identity_url(user.id),
        "asserted_user": True,
        "user_id": user.id,
        "organization_id": parts.organization.id,
    }


def _profile(parts: OrgParts, user: User) -> dict[str, object]:
    return {
        "username": user.username,
        "nick_name": user.nickname,
        "display_name": user.name,
        "email": user.email,
        "email_verified": user.email_verified,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "timezone": "America/Los_Angeles",
        "photos": photos(parts),
        "addr_street": None,
        "addr_city": None,
        "addr_state": None,
        "addr_country": "US",
        "addr_zip": None,
        "mobile_phone": None,
        "mobile_phone_verified": False,
        "status": {"created_date": None, "body": None},
        "urls": urls(parts, user),
        "active": user.is_active,
        "user_type": "STANDARD",
        "language": "en_US",
        "locale": "en_US",
        "utcOffset": -28_800_000,
        "last_modified_date": to_iso(user.modified_at),
    }
