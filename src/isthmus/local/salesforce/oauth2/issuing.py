"""Access tokens, refresh tokens and ID tokens: what an approved request turns into."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from joserfc import jwt

from isthmus.local.salesforce.metadata.external_client_app import RefreshPolicy
from isthmus.local.salesforce.oauth2.authorization_request import AuthorizationRequest
from isthmus.local.salesforce.oauth2.claims import standard_claims
from isthmus.local.salesforce.oauth2.clients import Client
from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.store.grants import new_grant_id
from isthmus.local.salesforce.store.sessions import SessionKind
from isthmus.local.salesforce.store.users import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """Who approved what, for whom."""

    client: Client
    user: User
    scopes: Sequence[str]
    grant_id: str
    nonce: str | None


def issue_tokens(parts: OrgParts, approval: Approval, *, is_new: bool) -> dict[str, str]:
    """Make the token endpoint's answer, in Salesforce's order; a new grant gets a refresh token if it may.

    WIRE: there is no `expires_in`; `issued_at` is milliseconds as text.
    """
    access_token = _create_access_token(parts, approval)
    refresh = _create_refresh_token(parts, approval) if is_new else {}
    issued_at = str(int(parts.clock.now() * 1000))
    identity = parts.identity_url(approval.user.id)
    return {
        "access_token": access_token,
        **refresh,
        "signature": _signature(approval.client, text=identity + issued_at),
        "scope": " ".join(approval.scopes),
        **_id_token_field(parts, approval, access_token=access_token),
        "instance_url": parts.origin,
        "id": identity,
        "token_type": "Bearer",
        "issued_at": issued_at,
    }


def issue_implicitly(
    parts: OrgParts, *, client: Client, user: User, asked: AuthorizationRequest
) -> dict[str, str]:
    """Make the answer of the user-agent flow; never a refresh token, which has no place in an address."""
    approval = Approval(
        client=client, user=user, scopes=asked.scopes, grant_id=new_grant_id(), nonce=asked.nonce
    )
    answer = issue_tokens(parts, approval, is_new=False)
    if asked.response_type == "token":
        answer.pop("id_token", None)
    return answer


def _create_access_token(parts: OrgParts, approval: Approval) -> str:
    lifetime = approval.client.app.oauth_policies.session_seconds
    return parts.sessions.create(
        approval.user.id,
        kind=SessionKind.API,
        lifetime_seconds=lifetime or parts.metadata.catalog.security.session_seconds,
        scopes=approval.scopes,
        app=approval.client.app.name,
        grant_id=approval.grant_id,
    )


def _create_refresh_token(parts: OrgParts, approval: Approval) -> dict[str, str]:
    is_asked = bool({"refresh_token", "offline_access"} & set(approval.scopes))
    if not is_asked or approval.client.app.oauth_policies.refresh_policy is RefreshPolicy.ZERO:
        return {}
    token = parts.grants.create_refresh_token(
        approval.user.id,
        grant_id=approval.grant_id,
        app=approval.client.app.name,
        scopes=approval.scopes,
    )
    return {"refresh_token": token}


def _signature(client: Client, *, text: str) -> str:
    """WIRE: lets a client with a secret see that nobody changed the identity URL on the way."""
    secret = client.consumer.secret.reveal().encode()
    return base64.b64encode(hmac.new(secret, text.encode(), hashlib.sha256).digest()).decode()


def _id_token_field(parts: OrgParts, approval: Approval, *, access_token: str) -> dict[str, str]:
    if "openid" not in approval.scopes:
        return {}
    return {"id_token": _id_token(parts, approval, access_token=access_token)}


def _id_token(parts: OrgParts, approval: Approval, *, access_token: str) -> str:
    settings, now = approval.client.app.settings, int(parts.clock.now())
    key, consumer_key = parts.signing_keys.current, approval.client.consumer.key
    claims: dict[str, Any] = {
        "at_hash": _at_hash(access_token),
        "sub": parts.subject(approval.user.id),
        "aud": [consumer_key, *settings.id_token_audiences] if settings.id_token_audiences else consumer_key,
        "iss": parts.origin,
        "exp": now + settings.id_token_seconds,
        "iat": now,
    }
    if approval.nonce is not None:
        claims["nonce"] = approval.nonce
    if settings.has_standard_claims:
        claims |= standard_claims(parts, approval.user, scopes=frozenset(approval.scopes))
    return jwt.encode({"kid": key.kid, "typ": "JWT", "alg": "RS256"}, claims, key, algorithms=["RS256"])


def _at_hash(access_token: str) -> str:
    """OpenID Connect Core, section 3.1.3.6."""
    half = hashlib.sha256(access_token.encode("ascii")).digest()[:16]
    return base64.urlsafe_b64encode(half).rstrip(b"=").decode()
