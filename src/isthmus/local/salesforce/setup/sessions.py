"""/setup/sessions: who is in, and session ids handed out, expired, ended or locked to an IP address."""

import ipaddress
from dataclasses import dataclass

from starlette.responses import Response

from isthmus.local.salesforce.errors import PageError
from isthmus.local.salesforce.ids import SESSION
from isthmus.local.salesforce.setup.addresses import SETUP
from isthmus.local.salesforce.setup.door import Form, Visit, nothing_here
from isthmus.local.salesforce.setup.times import written_time
from isthmus.local.salesforce.store.sessions import NewSession, Session, SessionKind
from isthmus.local.salesforce.store.users import User

SESSIONS = f"{SETUP}/sessions"
SHOWN = 100
# A JWT-based access token is signed for an app: only the token endpoint makes one.
HANDED_OUT = {
    SessionKind.API: "API enabled: REST takes it, as a session of Visualforce or an OAuth access token",
    SessionKind.LIGHTNING: "Lightning: REST refuses it, as a session of an LWC or Aura controller",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A live session and its user."""

    session: Session
    user: User
    expires: str


async def show(visit: Visit) -> Response:
    """Show the newest live sessions; their tokens are kept nowhere."""
    return _list(visit)


async def hand_out(visit: Visit, form: Form) -> Response:
    """Make a session of a chosen kind for a user, and show its id, this once."""
    kind = next((item for item in HANDED_OUT if item == form.get("kind")), None)
    if kind is None:
        raise PageError("invalid_request", "Choose one of the kinds.")
    user = visit.parts.users.find_by_username(form.get("username", ""))
    if user is None or user.is_automated_process or not user.is_active:
        return _list(visit, error="There is no active user of this name who can log in.", status=400)
    new = NewSession(
        user_id=user.id,
        kind=kind,
        lifetime_seconds=visit.parts.metadata.catalog.security.session_seconds,
        locked_address=None,
    )
    # SECURITY: the one place where it is seen; the database keeps its digest.
    token = visit.parts.sessions.create(new)
    return _list(visit, token=token, owner=user)


async def expire(visit: Visit, _form: Form) -> Response:
    """Let a session's time run out."""
    return _done(visit, visit.parts.sessions.expire_by_id(_id_of(visit)), notice="expired")


async def revoke(visit: Visit, _form: Form) -> Response:
    """End a session."""
    return _done(visit, visit.parts.sessions.revoke_by_id(_id_of(visit)), notice="revoked")


async def lock(visit: Visit, form: Form) -> Response:
    """Let a session be used from one IP address only."""
    try:
        address = str(ipaddress.ip_address(form.get("address", "")))
    except ValueError as error:
        raise PageError("invalid_request", "This is no IP address.") from error
    return _done(visit, visit.parts.sessions.lock_by_id(_id_of(visit), address=address), notice="locked")


def _list(
    visit: Visit,
    *,
    token: str | None = None,
    owner: User | None = None,
    error: str | None = None,
    status: int = 200,
) -> Response:
    rows = []
    for session in visit.parts.sessions.newest(SHOWN):
        user = visit.parts.users.get(session.user_id)
        rows.append(_Row(session=session, user=user, expires=written_time(session.expires_at)))
    return visit.render(
        "sessions",
        status=status,
        rows=rows,
        limit=SHOWN,
        kinds=HANDED_OUT,
        token=token,
        owner=owner,
        error=error,
    )


def _id_of(visit: Visit) -> str:
    session_id = visit.argument("session")
    if not session_id.startswith(SESSION):
        raise nothing_here()
    return session_id


def _done(visit: Visit, was_there: bool, *, notice: str) -> Response:  # noqa: FBT001  what a store answered
    if not was_there:
        raise nothing_here()
    return visit.back(SESSIONS, notice=notice)
