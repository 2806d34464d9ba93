"""Access tokens, refresh tokens and ID tokens: what an approved request turns into."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from joserfc import jwt
from joserfc.jws import JWSRegistry

from isthmus.local.salesforce.metadata.external_client_app import RefreshPolicy
from isthmus.local.salesforce.oauth2.authorization_request import AuthorizationRequest
from isthmus.local.salesforce.oauth2.claims import standard_claims
from isthmus.local.salesforce.oauth2.clients import Client
from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.store.grants import new_grant_id
from isthmus.local.salesforce.store.sessions import NewSession, SessionKind
from isthmus.local.salesforce.store.users import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """Who approved what, for whom."""

    client: Client
    user: User
    scopes: Sequence[str]
    grant_id: str
    nonce: str | None
    locked_address: str | None


def issue_tokens(parts: OrgParts, approval: Approval, *, refresh_token: str | None) -> dict[str, str]:
    """Make the token endpoint's answer, in Salesforce's order.

    WIRE: there is no `expires_in`; `issued_at` is milliseconds as text.
    """
    access_token = create_access_token(parts, approval)
    issued_at = str(int(parts.token_clock.now() * 1000))
    identity = parts.identity_url(approval.user.id)
    return {
        "access_token": access_token,
        **({"refresh_token": refresh_token} if refresh_token else {}),
        "signature": _signature(approval.client, text=identity + issued_at),
        "scope": " ".join(approval.scopes),
        **_id_token_field(parts, approval, access_token=access_token),
        "instance_url": parts.origin,
        "id": identity,
        "token_type": "Bearer",
        "issued_at": issued_at,
    }


def create_refresh_token(parts: OrgParts, approval: Approval) -> str | None:
    """Make the refresh token of a grant, if its scopes ask for one and the app's policy allows it."""
    is_asked = bool({"refresh_token", "offline_access"} & set(approval.scopes))
    if not is_asked or approval.client.app.oauth_policies.refresh_policy is RefreshPolicy.ZERO:
        return None
    return parts.grants.create_refresh_token(
        approval.user.id,
        grant_id=approval.grant_id,
        app=approval.client.app.name,
        scopes=approval.scopes,
    )


def issue_implicitly(
    parts: OrgParts, *, client: Client, user: User, asked: AuthorizationRequest, locked_address: str | None
) -> dict[str, str]:
    """Make the answer of the user-agent flow; never a refresh token, which has no place in an address."""
    approval = Approval(
        client=client,
        user=user,
        scopes=asked.scopes,
        grant_id=new_grant_id(),
        nonce=asked.nonce,
        locked_address=locked_address,
    )
    answer = issue_tokens(parts, approval, refresh_token=None)
    if asked.response_type == "token":
        answer.pop("id_token", None)
    return answer


def create_access_token(parts: OrgParts, approval: Approval) -> str:
    """Make the session that an app works with: opaque, or a JWT where its settings say so."""
    policies, session_seconds = (
        approval.client.app.oauth_policies,
        parts.metadata.catalog.security.session_seconds,
    )
    new = NewSession(
        user_id=approval.user.id,
        kind=SessionKind.API,
        lifetime_seconds=policies.session_seconds or session_seconds,
        locked_address=approval.locked_address,
        scopes=approval.scopes,
        app=approval.client.app.name,
        grant_id=approval.grant_id,
    )
    if not approval.client.app.settings.issues_jwt:
        return parts.sessions.create(new)
    seconds = policies.jwt_seconds or session_seconds
    token = _encode_access_token(parts, approval, lifetime_seconds=seconds)
    parts.sessions.put(token, replace(new, kind=SessionKind.JWT, lifetime_seconds=seconds))
    return token


def _encode_access_token(parts: OrgParts, approval: Approval, *, lifetime_seconds: int) -> str:
    """Write an access token as Salesforce's JWT for named users. WIRE: it has no `jti`."""
    key, now = parts.signing_keys.current_for_access_tokens, int(parts.token_clock.now())
    header = {
        "tnk": f"core/local/{parts.organization.id}",
        "ver": "1.0",
        "kid": key.kid,
        "tty": "sfdc-core-token",
        "typ": "JWT",
        "alg": "RS256",
    }
    claims = {
        "scp": " ".join(approval.scopes),
        "aud": [parts.origin],
        "sub": f"uid:{approval.user.id}",
        "nbf": now,
        "mty": "oauth",
        "sfi": secrets.token_hex(32),
        "roles": [],
        "iss": parts.origin,
        "hsc": False,
        "exp": now + lifetime_seconds,
        "iat": now,
        "client_id": approval.client.consumer.key,
    }
    # NOTE: joserfc refuses header names outside the standards unless told; these are Salesforce's.
    registry = JWSRegistry(algorithms=["RS256"], strict_check_header=False)
    return jwt.encode(header, claims, key, registry=registry)


def _signature(client: Client, *, text: str) -> str:
    """WIRE: lets a client with a secret see that nobody changed the identity URL on the way."""
    secret = client.consumer.secret.reveal().encode()
    return base64.b64encode(hmac.new(secret, text.encode(), hashlib.sha256).digest()).decode()


def _id_token_field(parts: OrgParts, approval: Approval, *, access_token: str) -> dict[str, str]:
    if "openid" not in approval.scopes:
        return {}
    return {"id_token": _id_token(parts, approval, access_token=access_token)}


def _id_token(parts: OrgParts, approval: Approval, *, access_token: str) -> str:
    settings, now = approval.client.app.settings, int(parts.token_clock.now())
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
