"""/services/oauth2/approve: the person allows or denies, and the browser takes the answer to the app."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from isthmus.errors import MalformedError
from isthmus.local.salesforce.errors import PageError
from isthmus.local.salesforce.metadata.external_client_app import PermittedUsers
from isthmus.local.salesforce.metadata.urls import origin_of
from isthmus.local.salesforce.oauth2.addresses import APPROVE, login_address
from isthmus.local.salesforce.oauth2.authorization_request import AuthorizationRequest
from isthmus.local.salesforce.oauth2.bearer import lock_for
from isthmus.local.salesforce.oauth2.browser import (
    browser_of,
    check_form,
    form_token,
    get_pending,
    signed_in_user,
)
from isthmus.local.salesforce.oauth2.clients import (
    Client,
    approved_scopes,
    find_client,
    is_permitted,
)
from isthmus.local.salesforce.oauth2.issuing import issue_implicitly
from isthmus.local.salesforce.pages import form_targets
from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.store.users import User
from isthmus.local.salesforce.wire import parse_query, read_form

# What a person is asked, by OAuth scope.
_SENTENCES = {
    "openid": "Access unique user identifiers",
    "id": "Access the identity URL service",
    "profile": "Access your profile: name, username, language",
    "email": "Access your email address",
    "address": "Access your address",
    "phone": "Access your phone number",
    "api": "Manage user data via APIs",
    "web": "Manage user data via Web browsers",
    "full": "Full access",
    "chatter_api": "Access Connect REST API resources",
    "refresh_token": "Perform requests at any time",
}


async def handle(parts: OrgParts, request: Request) -> Response:
    """Ask, or take the answer."""
    try:
        fields = parse_query(request) if request.method == "GET" else await read_form(request)
    except MalformedError as error:
        raise PageError("invalid_request", str(error)) from error
    is_form = request.method == "POST"
    name = check_form(parts, request, form=fields) if is_form else fields.get("request", "")
    asked, pending = get_pending(parts, request, name=name)
    user = signed_in_user(parts, request)
    if user is None or user.id != pending.user_id:
        return RedirectResponse(login_address(name), status_code=303)
    client = _permitted_client(parts, user=user, asked=asked)
    if is_form:
        _check_decision(parts, fields.get("decision", ""), name=name, asked=asked)
        return _allow(parts, request, name=name, asked=asked, user=user, client=client)
    if _is_approved(parts, user=user, asked=asked, client=client):
        return _allow(parts, request, name=name, asked=asked, user=user, client=client)
    if asked.is_immediate:
        asked.refuse_immediate()
    return _page(parts, request, name=name, asked=asked, user=user, client=client)


def _permitted_client(parts: OrgParts, *, user: User, asked: AuthorizationRequest) -> Client:
    client = find_client(parts, asked.client_id)
    if client is None or not client.app.policies.is_enabled:
        asked.refuse("OAUTH_APP_BLOCKED", "this app is blocked by admin")
    if not is_permitted(parts, user, client=client):
        asked.refuse("OAUTH_APP_ACCESS_DENIED", "user is not admin approved to access this app")
    return client


def _is_approved(parts: OrgParts, *, user: User, asked: AuthorizationRequest, client: Client) -> bool:
    """WIRE: an admin's approval stands for the user's, even where the app asks for consent."""
    if client.app.oauth_policies.permitted_users is PermittedUsers.ADMIN_APPROVED:
        return True
    if asked.wants("consent", "select_account"):
        return False
    return any(set(asked.scopes) <= scopes for scopes in approved_scopes(parts, user, client=client))


def _check_decision(parts: OrgParts, decision: str, *, name: str, asked: AuthorizationRequest) -> None:
    if decision == "deny":
        parts.grants.claim_request(name)
        asked.refuse("access_denied", "end-user denied authorization")
    if decision != "allow":
        raise PageError("invalid_request", "Choose Allow or Deny.")


def _allow(
    parts: OrgParts,
    request: Request,
    *,
    name: str,
    asked: AuthorizationRequest,
    user: User,
    client: Client,
) -> Response:
    # SECURITY: one answer per request. A form sent twice makes one code.
    if not parts.grants.claim_request(name):
        raise PageError("invalid_request", "This sign-in is over. Go back to the app and start again.")
    if asked.is_implicit:
        answer = issue_implicitly(
            parts, client=client, user=user, asked=asked, locked_address=lock_for(parts, request)
        )
    else:
        answer = {"code": parts.grants.create_code(asked.to_parameters(), user_id=user.id)}
    return RedirectResponse(asked.location(answer), status_code=302)


def _page(
    parts: OrgParts,
    request: Request,
    *,
    name: str,
    asked: AuthorizationRequest,
    user: User,
    client: Client,
) -> Response:
    return parts.pages.render(
        "approve.html",
        form_targets=form_targets(asked.redirect_uri),
        action=APPROVE,
        name=name,
        csrf=form_token(browser_of(request), name=name),
        app=client.app.header.label,
        destination=origin_of(asked.redirect_uri),
        sentences=[_SENTENCES.get(scope, scope) for scope in asked.scopes],
        user=user,
        switch_user=login_address(name),
    )
