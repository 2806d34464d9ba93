"""The JWT bearer grant (RFC 7523): an app signs with its certificate's key for a user who approved it.

(1) app         found by `iss`; its certificate is the only key that counts
(2) signature   RS256, and nothing that the token says about itself
(3) claims      aud, exp, sub, and a `jti` once
(4) user        approved by an administrator, or by the user's own approval that still lasts
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509 import load_pem_x509_certificate
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey
from starlette.requests import Request

from isthmus.errors import MalformedError
from isthmus.local.salesforce.errors import OAuthError
from isthmus.local.salesforce.metadata.external_client_app import PermittedUsers
from isthmus.local.salesforce.oauth2.bearer import lock_for
from isthmus.local.salesforce.oauth2.clients import (
    Client,
    approved_scopes,
    check_enabled,
    get_client,
    get_permitted_user,
    verify_client,
)
from isthmus.local.salesforce.oauth2.issuing import Approval, create_access_token
from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.store.grants import new_grant_id
from isthmus.local.salesforce.store.users import User
from isthmus.local.salesforce.wire import parse_json

_LEEWAY_SECONDS = 180  # WIRE: Salesforce allows a clock three minutes of difference
_MILLISECONDS = 10**11  # NOTE: the Salesforce CLI and jsforce write `exp` in milliseconds, and get in
_LATEST = 10**15
_SHARED_HOSTS = frozenset({"https://login.salesforce.com", "https://test.salesforce.com"})
# NOTE: header names that no standard has are let be, as Salesforce does; `crit` is still refused.
_RS256_ONLY = jws.JWSRegistry(algorithms=["RS256"], strict_check_header=False)
_MAX_LENGTH = 16 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion:
    """What a signed assertion says."""

    username: str
    audience: object
    expires_at: float
    not_before: float
    jti: str | None


def redeem(parts: OrgParts, request: Request, form: Mapping[str, str], /) -> dict[str, str]:
    """Give an access token for an assertion; never a refresh token."""
    if form.get("scope"):
        raise OAuthError("invalid_request", "scope parameter not supported")
    unverified_assertion = form.get("assertion", "")
    client = _client_of(parts, request, form=form, unverified_issuer=_issuer_of(unverified_assertion))
    assertion = _verify(unverified_assertion, client=client)
    _check_audience(parts, assertion, client=client)
    _check_time(assertion, now=parts.clock.now())
    user, scopes = _approval(parts, assertion.username, client=client)
    _check_single_use(parts, assertion, client=client)
    approval = Approval(
        client=client,
        user=user,
        scopes=scopes,
        grant_id=new_grant_id(),
        nonce=None,
        locked_address=lock_for(parts, request),
    )
    return {
        "access_token": create_access_token(parts, approval),
        "scope": " ".join(scopes),
        "instance_url": parts.origin,
        "id": parts.identity_url(user.id),
        "token_type": "Bearer",
    }


def _issuer_of(unverified_assertion: str) -> str:
    try:
        if len(unverified_assertion) > _MAX_LENGTH:
            raise _invalid()
        payload = parse_json(jws.extract_compact(unverified_assertion.encode("ascii")).payload)
    except (JoseError, MalformedError, ValueError) as error:
        raise _invalid() from error
    issuer = payload.get("iss") if isinstance(payload, dict) else None
    return issuer if isinstance(issuer, str) else ""


def _client_of(
    parts: OrgParts, request: Request, *, form: Mapping[str, str], unverified_issuer: str
) -> Client:
    if "client_id" in form or "authorization" in request.headers:
        verified = verify_client(parts, request, form=form)
        if verified.consumer.key != unverified_issuer:
            raise _invalid()
    client = get_client(parts, unverified_issuer)
    check_enabled(client)
    return client


def _verify(unverified_assertion: str, *, client: Client) -> Assertion:
    if client.app.settings.certificate is None:
        raise _invalid()
    try:
        # SECURITY: algorithm and key are ours; `alg`, `jwk`, `jku` and `x5c` of the token choose nothing.
        signed = jws.deserialize_compact(
            unverified_assertion, _key_of(client.app.settings.certificate), registry=_RS256_ONLY
        )
        claims = parse_json(signed.payload)
    except (JoseError, MalformedError, ValueError) as error:
        raise _invalid() from error
    return _parse(claims)


def _key_of(certificate: str) -> RSAKey:
    key = load_pem_x509_certificate(certificate.encode()).public_key()
    assert isinstance(key, RSAPublicKey)
    return RSAKey.import_key(key)


def _parse(claims: dict[str, Any]) -> Assertion:
    username, jti = claims.get("sub"), claims.get("jti")
    if not isinstance(username, str) or not isinstance(jti, str | None):
        raise _invalid()
    return Assertion(
        username=username,
        audience=claims.get("aud"),
        expires_at=_seconds(claims.get("exp")),
        not_before=_seconds(claims.get("nbf", 0)),
        jti=jti,
    )


def _seconds(unverified_time: object) -> float:
    """Read a time. WIRE: simple-salesforce writes it as a text."""
    if isinstance(unverified_time, str) and unverified_time.isascii() and unverified_time.isdecimal():
        unverified_time = int(unverified_time[:20])
    if isinstance(unverified_time, bool) or not isinstance(unverified_time, int | float):
        raise _invalid()
    if not 0 <= unverified_time <= _LATEST:
        raise _invalid()
    return unverified_time / 1000 if unverified_time > _MILLISECONDS else float(unverified_time)


def _check_audience(parts: OrgParts, assertion: Assertion, *, client: Client) -> None:
    audience = assertion.audience.removesuffix("/") if isinstance(assertion.audience, str) else None
    if audience in _SHARED_HOSTS and not client.app.is_connected_app:
        # WIRE: External Client Apps are only known to their org's own host.
        raise OAuthError("app_not_found", "External client app is not installed in this org")
    if audience != parts.origin and audience not in _SHARED_HOSTS:
        raise OAuthError("invalid_grant", "audience is invalid")


def _check_time(assertion: Assertion, *, now: float) -> None:
    if assertion.expires_at + _LEEWAY_SECONDS <= now or assertion.not_before - _LEEWAY_SECONDS > now:
        raise _invalid()


def _approval(parts: OrgParts, username: str, *, client: Client) -> tuple[User, list[str]]:
    user = parts.users.find_by_username(username)
    if user is None or user.is_automated_process:
        # SECURITY: the same words as for a user who is there, so that nobody learns who is.
        raise OAuthError("invalid_grant", "user hasn't approved this consumer")
    user = get_permitted_user(parts, user, client=client)
    scopes = _scopes(parts, user, client=client)
    if scopes is None:
        raise OAuthError("invalid_grant", "user hasn't approved this consumer")
    return user, [scope for scope in client.app.oauth.scopes if scope in scopes - {"refresh_token"}]


def _scopes(parts: OrgParts, user: User, *, client: Client) -> frozenset[str] | None:
    if client.app.oauth_policies.permitted_users is PermittedUsers.ADMIN_APPROVED:
        return frozenset(client.app.oauth.scopes)
    approvals = approved_scopes(parts, user, client=client)
    return frozenset().union(*approvals) if approvals else None


def _check_single_use(parts: OrgParts, assertion: Assertion, *, client: Client) -> None:
    """WIRE: `jti` is optional; one that is there may be used once (RFC 7523, section 3, item 7)."""
    if assertion.jti is None:
        return
    name = json.dumps([client.consumer.key, assertion.jti])
    if not parts.one_time.claim_assertion(name, until=assertion.expires_at + _LEEWAY_SECONDS):
        raise OAuthError("bad_jti_claim", "the jti claim was used before")


def _invalid() -> OAuthError:
    return OAuthError("invalid_grant", "invalid assertion")
