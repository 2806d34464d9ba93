"""/services/oauth2/userinfo: who the session belongs to. WIRE: refusals are 403 and one word of text."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from isthmus.local.salesforce.errors import TextError
from isthmus.local.salesforce.oauth2.bearer import address_of, bearer_of, find_session
from isthmus.local.salesforce.oauth2.claims import PROFILE_SCOPES, standard_claims
from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.store.sessions import Session
from isthmus.local.salesforce.store.users import User


async def handle(parts: OrgParts, request: Request) -> Response:
    """Answer with the claims that the session's scopes allow."""
    session, user = verify_identity_session(parts, bearer_of(request), address=address_of(request))
    body = {
        "sub": parts.subject(user.id),
        "user_id": user.id,
        "organization_id": parts.organization.id,
        **standard_claims(parts, user, scopes=session.scopes),
    }
    return JSONResponse(body, headers={"Cache-Control": "no-store"})


def verify_identity_session(
    parts: OrgParts, unverified_token: str | None, *, address: str
) -> tuple[Session, User]:
    """Give session and user if the session may see an identity; raise TextError otherwise."""
    if unverified_token is None:
        raise TextError("Missing_OAuth_Token", status=403)
    found = find_session(parts, unverified_token, address=address)
    if found is None or not found[0].opens_api:
        raise TextError("Bad_OAuth_Token", status=403)
    if not found[0].has_scope("openid", *PROFILE_SCOPES):
        raise TextError("Bad_OAuth_Token", status=403)
    return found
