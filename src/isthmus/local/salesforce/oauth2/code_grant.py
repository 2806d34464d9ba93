"""The authorization code grant with PKCE (RFC 6749, section 4.1; RFC 7636)."""

import base64
import hashlib
import hmac
from collections.abc import Mapping

from starlette.requests import Request

from isthmus.local.salesforce.errors import OAuthError
from isthmus.local.salesforce.oauth2.authorization_request import (
    AuthorizationRequest,
    restore_authorization_request,
)
from isthmus.local.salesforce.oauth2.bearer import lock_for
from isthmus.local.salesforce.oauth2.clients import check_secret, get_permitted_user, verify_client
from isthmus.local.salesforce.oauth2.issuing import Approval, create_refresh_token, issue_tokens
from isthmus.local.salesforce.parts import OrgParts


def redeem(parts: OrgParts, request: Request, form: Mapping[str, str], /) -> dict[str, str]:
    """Swap a code for tokens."""
    client = verify_client(parts, request, form=form)
    check_secret(client, is_required=not client.app.settings.is_secret_optional)
    code = parts.grants.find_code(form.get("code", ""))
    if code is None:
        raise OAuthError("invalid_grant", "expired authorization code")
    asked = restore_authorization_request(code.parameters)
    if asked.client_id != client.consumer.key:
        raise OAuthError("invalid_grant", "invalid authorization code")
    _check_redirect_uri(form, asked=asked)
    _check_verifier(form.get("code_verifier"), asked=asked)
    user = get_permitted_user(parts, parts.users.find(code.user_id), client=client)
    # SECURITY: one conditional write decides who redeems; a second use ends what the first one got
    # (RFC 6749, section 4.1.2).
    if not parts.grants.claim_code(form["code"]):
        parts.sessions.revoke_grant(code.grant_id)
        parts.grants.revoke_refresh_tokens(code.grant_id)
        raise OAuthError("invalid_grant", "expired authorization code")
    approval = Approval(
        client=client,
        user=user,
        scopes=asked.scopes,
        grant_id=code.grant_id,
        nonce=asked.nonce,
        locked_address=lock_for(parts, request),
    )
    return issue_tokens(parts, approval, refresh_token=create_refresh_token(parts, approval))


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
