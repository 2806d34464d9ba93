"""Verify an ID token of an org: who signed in there, told to our app, for this sign-in.

Signatures and single claims are the business of `jose`; what a person may do is left to others.
https://openid.net/specs/openid-connect-core-1_0.html section 3.1.3.7
"""

import hashlib
import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from isthmus.clock import Clock
from isthmus.errors import DeniedError, MalformedError
from isthmus.jose.claims import check_audience, check_expiry, check_issued_at, check_issuer, find_text
from isthmus.jose.keys import Algorithm, KeySource
from isthmus.jose.verify import SignedClaims, verify_token
from isthmus.salesforce.ids import OrgId, UserId
from isthmus.salesforce.openid import Provider
from isthmus.secret import Secret

_ALGORITHMS = frozenset({Algorithm.RS256})  # the only one in an org's id_token_signing_alg_values_supported
# WIRE: the host is login.salesforce.com, or test.salesforce.com for a sandbox, whatever the issuer is.
_SUBJECT = re.compile(r"https://[a-z0-9.-]+(?::[0-9]{1,5})?/id/(\w+)/(\w+)", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesforceIdToken:
    """A verified ID token. The person is (`issuer`, `org_id`, `user_id`); times are epoch seconds."""

    issuer: str
    org_id: OrgId
    user_id: UserId
    issued_at: float
    expires_at: float
    encoded: Secret
    claims: Mapping[str, Any] = field(repr=False)


class IdTokenVerifier:
    """Verify the ID tokens of one org for one app. Only a written `org_id=None` takes the org's own word.

    `leeway_seconds` is for a clock of the org that runs ahead of ours; expiry has no leeway.
    """

    def __init__(
        self,
        *,
        provider: Provider,
        client_id: str,
        org_id: OrgId | None,
        keys: KeySource,
        clock: Clock,
        leeway_seconds: float = 10,
    ) -> None:
        self._issuer = provider.issuer
        self._client_id = client_id
        self._org_id = org_id
        self._keys = keys
        self._clock = clock
        self._leeway_seconds = leeway_seconds

    def verify_id_token(
        self, unverified_token: Secret, *, nonce: Secret | None, access_token: Secret | None
    ) -> SalesforceIdToken:
        """Verify a token; only a written None leaves out the nonce, or the access token's hash.

        Raises `MalformedError` or `DeniedError` if a rule says no, `UnavailableError` if the org's keys
        can't be had.
        """
        # (1) The org signed it, and is its issuer.
        claims = verify_token(unverified_token.reveal(), keys=self._keys, algorithms=_ALGORITHMS)
        check_issuer(claims, issuer=self._issuer)
        # (2) It is for our app.
        self._check_client(claims)
        # (3) It has not expired, and was not issued in the future.
        now = self._clock.now()
        expires_at = check_expiry(claims, now=now, leeway_seconds=0)
        issued_at = check_issued_at(claims, now=now, leeway_seconds=self._leeway_seconds)
        # (4) It answers this sign-in, and came with this access token.
        _check_nonce(claims, nonce=nonce)
        _check_access_token(claims, access_token=access_token)
        # (5) It names a person of the org.
        org_id, user_id = self._check_subject(claims)
        return SalesforceIdToken(
            issuer=self._issuer,
            org_id=org_id,
            user_id=user_id,
            issued_at=issued_at,
            expires_at=expires_at,
            encoded=unverified_token,
            claims=claims.claims,
        )

    def _check_client(self, claims: SignedClaims) -> None:
        check_audience(claims, audiences=(self._client_id,))
        party = find_text(claims, name="azp")
        if party is not None and party != self._client_id:
            # It was issued to another app that may speak to ours; AWS reads azp before aud, too.
            raise DeniedError("azp is another app", rule="azp")

    def _check_subject(self, claims: SignedClaims) -> tuple[OrgId, UserId]:
        match = _SUBJECT.fullmatch(find_text(claims, name="sub") or "")
        if match is None:
            raise MalformedError("sub is not .../id/<org id>/<user id>")
        org_id, user_id = OrgId.parse(match[1]), UserId.parse(match[2])
        if self._org_id is not None and org_id != self._org_id:
            raise DeniedError(f"the person is of the org {org_id}", rule="trusted_org")
        return org_id, user_id


def _check_nonce(claims: SignedClaims, *, nonce: Secret | None) -> None:
    if nonce is not None and not nonce.matches(find_text(claims, name="nonce") or ""):
        raise DeniedError("nonce is not that of this sign-in", rule="nonce")


def _check_access_token(claims: SignedClaims, *, access_token: Secret | None) -> None:
    """Compare `at_hash` if there is one (OpenID Connect Core section 3.1.3.8)."""
    at_hash = find_text(claims, name="at_hash")
    if access_token is None or at_hash is None:
        return
    digest = hashlib.sha256(access_token.reveal().encode()).digest()
    expected = urlsafe_b64encode(digest[:16]).rstrip(b"=").decode("ascii")
    if at_hash != expected:
        raise DeniedError("at_hash is not that of the access token", rule="at_hash")
