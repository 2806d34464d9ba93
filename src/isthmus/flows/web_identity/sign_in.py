"""Sign a person in at an org and swap the proof for AWS credentials: code, PKCE, state and nonce, always.

In a browser app the browser does this; here it is for scripts and command lines.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol
from urllib.parse import urlencode

from isthmus.aws.credentials import AwsCredentials
from isthmus.errors import DeniedError
from isthmus.flows.web_identity.callback import check_callback
from isthmus.flows.web_identity.pkce import code_challenge_of, new_code_verifier
from isthmus.salesforce.id_token import SalesforceIdToken
from isthmus.salesforce.ids import OrgId, UserId
from isthmus.salesforce.openid import Provider
from isthmus.salesforce.token_endpoint import RedeemedTokens
from isthmus.secret import Secret

_RANDOM_BYTES = 32


class Codes(Protocol):
    """Redeem codes and refresh tokens; `isthmus.salesforce.token_endpoint` asks the org."""

    def redeem_code(self, code: Secret, *, code_verifier: Secret, redirect_uri: str) -> RedeemedTokens:
        """Give what the code is worth, unverified, or raise `DeniedError`."""
        ...

    def refresh(self, refresh_token: Secret) -> RedeemedTokens:
        """Give what the refresh token is worth, unverified, or raise `DeniedError`."""
        ...


class IdTokens(Protocol):
    """Verify ID tokens; `isthmus.salesforce.id_token` knows the org's keys."""

    def verify_id_token(
        self, unverified_token: Secret, *, nonce: Secret | None, access_token: Secret | None
    ) -> SalesforceIdToken:
        """Give the verified token, or raise `MalformedError` or `DeniedError`."""
        ...


class IdentityPools(Protocol):
    """Swap ID tokens for credentials; `isthmus.aws.identity_pool` asks Cognito."""

    def get_credentials(self, *, provider_name: str, id_token: Secret) -> AwsCredentials:
        """Give credentials, or raise `DeniedError`."""
        ...


class Person(NamedTuple):
    """Who signed in, beside the issuer, which the app knows."""

    org_id: OrgId
    user_id: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Who signed in, and what gets another ID token without the person, if the app may refresh."""

    id_token: SalesforceIdToken
    refresh_token: Secret | None

    @property
    def person(self) -> Person:
        """Who signed in."""
        return Person(self.id_token.org_id, self.id_token.user_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingSignIn:
    """A sign-in that has begun: send the person to `authorization_url`, keep the rest until they are back."""

    authorization_url: str
    issuer: str
    redirect_uri: str
    state: Secret
    nonce: Secret
    code_verifier: Secret


def start_sign_in(
    *, provider: Provider, client_id: str, redirect_uri: str, scopes: Sequence[str] = ("openid",)
) -> PendingSignIn:
    """Begin a sign-in with fresh state, nonce and verifier: one for each attempt."""
    state, nonce = (Secret(secrets.token_urlsafe(_RANDOM_BYTES)) for _ in range(2))
    code_verifier = new_code_verifier()
    query = urlencode(
        {
            "response_type": "code",
            "client_id": client_id,
            "redirect_uri": redirect_uri,
            "scope": " ".join(scopes),
            "state": state.reveal(),
            "nonce": nonce.reveal(),
            "code_challenge": code_challenge_of(code_verifier),
            "code_challenge_method": "S256",
        }
    )
    return PendingSignIn(
        authorization_url=f"{provider.authorization_url}?{query}",
        issuer=provider.issuer,
        redirect_uri=redirect_uri,
        state=state,
        nonce=nonce,
        code_verifier=code_verifier,
    )


def finish_sign_in(
    pending: PendingSignIn, *, unverified_callback_url: str, codes: Codes, id_tokens: IdTokens
) -> SignedIn:
    """Give the ID token of who signed in, and what renews it.

    Raises `AuthorizationDeniedError` if the person said no, `MalformedError` or `DeniedError` if any other
    rule does, `UnavailableError` if the org gives no usable answer.
    """
    # (1) The callback answers this sign-in, with a code.
    code = check_callback(
        unverified_callback_url,
        redirect_uri=pending.redirect_uri,
        state=pending.state,
        issuer=pending.issuer,
    )
    # (2) The org takes the code from who can prove to have asked for it.
    tokens = codes.redeem_code(code, code_verifier=pending.code_verifier, redirect_uri=pending.redirect_uri)
    # (3) The ID token is the org's, for us, and for this sign-in.
    id_token = id_tokens.verify_id_token(
        tokens.id_token, nonce=pending.nonce, access_token=tokens.access_token
    )
    return SignedIn(id_token=id_token, refresh_token=tokens.refresh_token)


def renew_sign_in(refresh_token: Secret, *, person: Person, codes: Codes, id_tokens: IdTokens) -> SignedIn:
    """Give another ID token of the same person, without the person.

    Raises `DeniedError` if the org refuses, or answers for somebody else (OpenID Connect Core section 12.2).
    """
    tokens = codes.refresh(refresh_token)
    # WIRE: no nonce: the answer to a refresh belongs to no authorization request.
    id_token = id_tokens.verify_id_token(tokens.id_token, nonce=None, access_token=tokens.access_token)
    if (id_token.org_id, id_token.user_id) != person:
        raise DeniedError("the refreshed ID token is of another person", rule="subject")
    return SignedIn(id_token=id_token, refresh_token=tokens.refresh_token or refresh_token)


def swap_for_credentials(id_token: SalesforceIdToken, *, identity_pool: IdentityPools) -> AwsCredentials:
    """Swap a verified ID token for AWS credentials, at once: it lives two minutes unless the app says longer.

    Raises `ExpiredError` or `DeniedError` if the pool refuses it, `UnavailableError` if there is no answer.
    """
    # WIRE: the key of the login is the issuer without its scheme, and nothing else.
    provider_name = id_token.issuer.removeprefix("https://")
    return identity_pool.get_credentials(provider_name=provider_name, id_token=id_token.encoded)
