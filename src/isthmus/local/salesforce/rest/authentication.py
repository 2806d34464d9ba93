"""Who calls REST: a live, API-enabled session of an active user, or one of Salesforce's refusals."""

from dataclasses import dataclass

from starlette.requests import Request

from isthmus.local.salesforce.errors import RestError
from isthmus.local.salesforce.oauth2.bearer import address_of, bearer_of, find_session
from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.store.sessions import Session
from isthmus.local.salesforce.store.users import User


@dataclass(frozen=True, slots=True, kw_only=True)
class RestSession:
    """A caller of REST."""

    session: Session
    user: User


def verify_rest_session(
    parts: OrgParts, request: Request, *, scope: str = "api", is_counted: bool = True
) -> RestSession:
    """Give the caller and count the call; raise RestError 401, or 403 where the org has no calls left."""
    token = bearer_of(request)
    if token == "":
        raise RestError("INVALID_HEADER_TYPE", status=401, error_code="INVALID_AUTH_HEADER")
    caller = find_rest_session(parts, token, address=address_of(request), scope=scope)
    if is_counted:
        _count(parts, request)
    return caller


def find_rest_session(
    parts: OrgParts, unverified_token: str | None, *, address: str, scope: str
) -> RestSession:
    """Give the caller that a token is of, or raise RestError 401."""
    found = find_session(parts, unverified_token, address=address) if unverified_token else None
    if found is None:
        raise RestError("Session expired or invalid", status=401, error_code="INVALID_SESSION_ID")
    session, user = found
    if not session.opens_api or not session.has_scope("api", scope):
        raise RestError(
            "This session is not valid for use with the REST API", status=401, error_code="INVALID_SESSION_ID"
        )
    return RestSession(session=session, user=user)


def _count(parts: OrgParts, request: Request) -> None:
    is_allowed = parts.api_usage.claim_request()
    # WIRE: `Sforce-Limit-Info` is on every answer to a caller who is known, refusals included.
    request.state.limit_info = f"api-usage={parts.api_usage.used}/{parts.api_usage.limits.daily_requests}"
    if not is_allowed:
        raise RestError("TotalRequests Limit exceeded.", status=403, error_code="REQUEST_LIMIT_EXCEEDED")


def check_setup_permission(parts: OrgParts, user: User) -> None:
    """Insist on Manage Named Credentials or Customize Application."""
    if not parts.permissions.of(user).can_manage_named_credentials():
        raise RestError(
            "You don't have permission to access this resource.", status=403, error_code="INSUFFICIENT_ACCESS"
        )


def check_administrator(user: User) -> None:
    """Insist on the profile System Administrator."""
    if not user.is_administrator:
        raise RestError(
            "insufficient access rights on object id",
            status=403,
            error_code="INSUFFICIENT_ACCESS_OR_READONLY",
        )
