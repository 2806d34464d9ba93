"""POST /services/oauth2/token: one pipeline, two grants.

(1) form          one value per name, application/x-www-form-urlencoded
(2) client        consumer key, and the secret where the app's settings want it
(3) grant         authorization_code with PKCE, or refresh_token
(4) answer        issuing.py
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from isthmus.errors import MalformedError
from isthmus.local.salesforce.errors import OAuthError
from isthmus.local.salesforce.oauth2.authorization_request import (
    AuthorizationRequest,
    restore_authorization_request,
)
from isthmus.local.salesforce.oauth2.clients import (
    Client,
    VerifiedClient,
    check_secret,
    is_permitted,
    verify_client,
)
from isthmus.local.salesforce.oauth2.issuing import Approval, issue_tokens
from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.store.users import User
from isthmus.local.salesforce.wire import read_form

NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}


async def handle(parts: OrgParts, request: Request) -> Response:
    """Give tokens for a grant."""
    form = await read_oauth_form(request)
    grants = {"authorization_code": _redeem_code, "refresh_token": _refresh}
    grant = grants.get(form.get("grant_type", ""))
    if grant is None:
        raise OAuthError("unsupported_grant_type", "grant type not supported")
    client = verify_client(parts, request, form=form)
    return JSONResponse(grant(parts, form, client), headers=NO_STORE)


async def read_oauth_form(request: Request) -> Mapping[str, str]:
    """Read the form of an OAuth endpoint, or raise what RFC 6749 wants."""
    if request.method != "POST":
        raise OAuthError("invalid_request", "must use HTTP POST")
    try:
        return await read_form(request)
    except MalformedError as error:
        raise OAuthError("invalid_request", str(error)) from error


def _redeem_code(parts: OrgParts, form: Mapping[str, str], client: VerifiedClient, /) -> dict[str, str]:
    check_secret(client, is_required=not client.app.settings.is_secret_optional)
    code = parts.grants.find_code(form.get("code", ""))
    if code is None:
        raise OAuthError("invalid_grant", "expired authorization code")
    asked = restore_authorization_request(code.parameters)
    if asked.client_id != client.consumer.key:
        raise OAuthError("invalid_grant", "invalid authorization code")
    _check_redirect_uri(form, asked=asked)
    _check_verifier(form.get("code_verifier"), asked=asked)
    user = _get_user(parts, code.user_id, client=client)
    # SECURITY: one conditional write decides who redeems; a second use ends what the first one got
    # (RFC 6749, section 4.1.2).
    if not parts.grants.claim_code(form["code"]):
        parts.sessions.revoke_grant(code.grant_id)
        parts.grants.revoke_refresh_tokens(code.grant_id)
        raise OAuthError("invalid_grant", "expired authorization code")
    approval = Approval(
        client=client, user=user, scopes=asked.scopes, grant_id=code.grant_id, nonce=asked.nonce
    )
    return issue_tokens(parts, approval, is_new=True)


def _refresh(parts: OrgParts, form: Mapping[str, str], client: VerifiedClient, /) -> dict[str, str]:
    check_secret(client, is_required=client.app.settings.is_secret_required_for_refresh)
    token = parts.grants.find_refresh_token(form.get("refresh_token", ""))
    if token is None or token.app.lower() != client.app.name.lower():
        raise OAuthError("invalid_grant", "expired access/refresh token")
    policies = client.app.oauth_policies
    now = parts.clock.now()
    if not policies.is_refresh_token_live(created_at=token.created_at, used_at=token.used_at, now=now):
        raise OAuthError("invalid_grant", "expired access/refresh token")
    asked = form.get("scope", "").split()
    if not set(asked) <= token.scopes:
        raise OAuthError("invalid_scope", "requested scope is invalid, unknown, or malformed")
    user = _get_user(parts, token.user_id, client=client)
    parts.grants.touch_refresh_token(form["refresh_token"])
    approval = Approval(
        client=client,
        user=user,
        scopes=asked or sorted(token.scopes),
        grant_id=token.grant_id,
        nonce=None,
    )
    return issue_tokens(parts, approval, is_new=False)


def _check_redirect_uri(form: Mapping[str, str], *, asked: AuthorizationRequest) -> None:
    if form.get("redirect_uri") != asked.redirect_uri:
        raise OAuthError("redirect_uri_mismatch", "redirect_uri must match configuration")


def _check_verifier(unverified_verifier: str | None, *, asked: AuthorizationRequest) -> None:
    """RFC 7636, section 4.6; a verifier without a challenge is a downgrade attempt (RFC 9700, 2.1.1)."""
    if asked.code_challenge is None and unverified_verifier is None:
        return
    digest = hashlib.sha256((unverified_verifier or "").encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=")
    is_right = hmac.compare_digest(challenge, (asked.code_challenge or "").encode())
    if not unverified_verifier or not is_right:
        raise OAuthError("invalid_grant", "invalid code verifier")


def _get_user(parts: OrgParts, user_id: str, *, client: Client) -> User:
    user = parts.users.find(user_id)
    if user is None or not user.is_active:
        raise OAuthError("inactive_user", "user is inactive")
    if not is_permitted(parts, user, client=client):
        raise OAuthError("invalid_app_access", "user is not admin approved to access this app")
    return user
