"""The refresh token grant; an app may have its refresh tokens rotated (RFC 9700, section 4.14.2)."""

from collections.abc import Mapping
from typing import NoReturn

from starlette.requests import Request

from isthmus.local.salesforce.errors import OAuthError
from isthmus.local.salesforce.oauth2.bearer import lock_for
from isthmus.local.salesforce.oauth2.clients import (
    VerifiedClient,
    check_secret,
    get_permitted_user,
    verify_client,
)
from isthmus.local.salesforce.oauth2.issuing import Approval, issue_tokens
from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.store.grants import RefreshToken


def redeem(parts: OrgParts, request: Request, form: Mapping[str, str], /) -> dict[str, str]:
    """Give fresh tokens for a refresh token, never of more scope."""
    client = verify_client(parts, request, form=form)
    check_secret(client, is_required=client.app.settings.is_secret_required_for_refresh)
    token = _live_token(parts, form.get("refresh_token", ""), client=client)
    asked = form.get("scope", "").split()
    if not set(asked) <= token.scopes:
        raise OAuthError("invalid_scope", "requested scope is invalid, unknown, or malformed")
    user = get_permitted_user(parts, parts.users.find(token.user_id), client=client)
    successor = _rotate(parts, form["refresh_token"], token=token, client=client)
    approval = Approval(
        client=client,
        user=user,
        scopes=asked or sorted(token.scopes),
        grant_id=token.grant_id,
        nonce=None,
        locked_address=lock_for(parts, request),
    )
    return issue_tokens(parts, approval, refresh_token=successor)


def _live_token(parts: OrgParts, unverified_token: str, *, client: VerifiedClient) -> RefreshToken:
    token = parts.grants.find_refresh_token(unverified_token)
    if token is None or token.app.lower() != client.app.name.lower():
        raise OAuthError("invalid_grant", "expired access/refresh token")
    if token.rotated_at is not None:
        _end_grant(parts, token)
    if not client.app.oauth_policies.is_refresh_token_live(
        created_at=token.created_at, used_at=token.used_at, now=parts.clock.now()
    ):
        raise OAuthError("invalid_grant", "expired access/refresh token")
    return token


def _rotate(parts: OrgParts, value: str, *, token: RefreshToken, client: VerifiedClient) -> str | None:
    """Give the token that follows, where the app rotates; it has the scopes and the age of the first."""
    if not client.app.settings.rotates_refresh_tokens:
        parts.grants.touch_refresh_token(value)
        return None
    if not parts.grants.claim_refresh_token(value):
        _end_grant(parts, token)
    return parts.grants.succeed_refresh_token(token)


def _end_grant(parts: OrgParts, token: RefreshToken) -> NoReturn:
    # SECURITY: two holders of one refresh token: one of them stole it, and nobody knows which.
    parts.sessions.revoke_grant(token.grant_id)
    parts.grants.revoke_refresh_tokens(token.grant_id)
    raise OAuthError("invalid_grant", "expired access/refresh token")
