"""POST /services/oauth2/introspect: what a token is worth (RFC 7662), told to apps that show their secret."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from isthmus.local.salesforce.oauth2.bearer import find_any_session
from isthmus.local.salesforce.oauth2.clients import check_secret, verify_client
from isthmus.local.salesforce.oauth2.form import NO_STORE, read_oauth_form
from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.store.sessions import Session
from isthmus.local.salesforce.store.users import User

_INACTIVE = {"active": False}


async def handle(parts: OrgParts, request: Request) -> Response:
    """Describe a live access token of this app, or of any if the app may introspect all."""
    form = await read_oauth_form(request)
    client = verify_client(parts, request, form=form)
    check_secret(client, is_required=True)
    found = find_any_session(parts, form.get("token", ""))
    if found is None:
        return JSONResponse(_INACTIVE, headers=NO_STORE)
    session, user = found
    is_own = (session.app or "").lower() == client.app.name.lower()
    if not is_own and not client.app.settings.can_introspect_all:
        return JSONResponse(_INACTIVE, headers=NO_STORE)
    return JSONResponse(_describe(parts, session, user=user), headers=NO_STORE)


def _describe(parts: OrgParts, session: Session, *, user: User) -> dict[str, object]:
    consumer = parts.consumers.find_by_app(session.app) if session.app else None
    return {
        "active": True,
        "scope": " ".join(sorted(session.scopes or {"full"})),
        **({"client_id": consumer.key} if consumer else {}),
        "username": user.username,
        "sub": parts.subject(user.id),
        "token_type": "access_token",
        "exp": int(session.expires_at),
        "iat": int(session.created_at),
        "nbf": int(session.created_at),
    }
