"""The `Logins` of a request: each token verified against the provider that its key names.

The key picks the provider among those that the pool takes; the token must be that provider's. Order of the
checks and words: Cognito Developer Guide, "Setting up an OIDC provider as an identity pool IdP", and recorded
answers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from isthmus.clock import Clock
from isthmus.errors import UnavailableError
from isthmus.local.awsjson import AwsError, UnsupportedError
from isthmus.local.cognito.identity.errors import (
    cognito_token,
    conflict,
    invalid_login,
    no_public_provider,
    provider_silent,
    unsupported_provider,
)
from isthmus.local.cognito.identity.identities import Login
from isthmus.local.cognito.identity.pool_providers import find_oidc_arn, user_pool_mapping_key
from isthmus.local.cognito.identity.pools import IdentityPool
from isthmus.local.cognito.identity.ports import FindUserPoolKeys, IsSignedIn, Providers
from isthmus.local.cognito.identity.tokens import ISSUER_HOST
from isthmus.local.cognito.identity.user_pool_names import UserPoolNames
from isthmus.local.openid import (
    MissingClaimError,
    NotATokenError,
    NotYetValidError,
    OpenIdError,
    OpenIdVerifier,
    ProviderUnreachableError,
    TokenExpiredError,
    UnverifiedToken,
    WrongAudienceError,
    WrongIssuerError,
    check_audience,
    check_issuer,
    check_times,
    parse_token,
    verify_signature,
)

NO_SKEW = 0
REASONS: Mapping[type[OpenIdError], str] = {
    NotATokenError: "Not a valid OpenId Connect identity token.",
    NotYetValidError: "Token is not yet valid.",
    WrongIssuerError: "Issuer doesn't match providerName",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedLogin:
    """A login and what its token says; `aud` of the claims is the one client that it is for.

    The keys are those of role mappings and of principal tag maps: see `pool_providers`.
    """

    login: Login
    mapping_key: str
    tag_provider: str
    claims: Mapping[str, Any]


class Logins:
    """Verify login tokens."""

    def __init__(
        self,
        *,
        names: UserPoolNames,
        find_user_pool_keys: FindUserPoolKeys,
        is_signed_in: IsSignedIn,
        providers: Providers,
        verifier: OpenIdVerifier,
        clock: Clock,
    ) -> None:
        self._names = names
        self._find_user_pool_keys = find_user_pool_keys
        self._is_signed_in = is_signed_in
        self._providers = providers
        self._verifier = verifier
        self._clock = clock

    async def verify_logins(
        self, unverified_logins: Mapping[str, str], *, pool: IdentityPool
    ) -> tuple[VerifiedLogin, ...]:
        """Give who the tokens say it is, one login per provider; raise AWS's error at the first bad one."""
        verified: dict[str, VerifiedLogin] = {}
        for provider, unverified_token in unverified_logins.items():
            login = await self._verify(unverified_token, provider=provider, pool=pool)
            if login.login.provider in verified:
                raise conflict("Only one login per provider is allowed.")
            verified[login.login.provider] = login
        return tuple(verified.values())

    async def _verify(self, unverified_token: str, *, provider: str, pool: IdentityPool) -> VerifiedLogin:
        if provider == ISSUER_HOST:
            raise cognito_token()
        try:
            if self._names.find_pool_id(provider) is not None:
                return self._verify_user_pool_token(unverified_token, provider=provider, pool=pool)
            arn = find_oidc_arn(provider, pool=pool)
            if arn is None:
                raise _no_open_id(provider, pool=pool)
            return await self._verify_oidc_token(unverified_token, provider=provider, arn=arn)
        except OpenIdError as error:
            raise worded(error) from error
        except UnavailableError as error:
            raise provider_silent() from error

    async def _verify_oidc_token(self, unverified_token: str, *, provider: str, arn: str) -> VerifiedLogin:
        # (1) Does IAM still know the provider that the pool takes?
        found = await self._providers.find_provider(arn)
        if found is None or found.issuer != f"https://{provider}":
            raise unsupported_provider()

        # (2) Is the token its?
        verified = await self._verifier.verify_token(parse_token(unverified_token), provider=found)
        return VerifiedLogin(
            login=Login(provider=provider, subject=verified.subject),
            mapping_key=arn,
            tag_provider=arn,
            claims={**verified.claims, "aud": verified.audience},
        )

    def _verify_user_pool_token(
        self, unverified_token: str, *, provider: str, pool: IdentityPool
    ) -> VerifiedLogin:
        # (1) Does the pool take this user pool, and for which clients?
        name = self._names.normalize(provider)
        clients = {client.client_id: client for client in pool.user_pool_clients if client.provider == name}
        if not clients:
            raise unsupported_provider()

        # (2) Is the token that user pool's?
        token = parse_token(unverified_token)
        issuer = self._names.issuer_of(self._names.find_pool_id(provider) or "")
        check_issuer(token, issuer=issuer)
        keys = self._find_user_pool_keys(issuer)
        verify_signature(token, keys=() if keys is None else keys["keys"])

        # (3) Is it an ID token for one of the clients, and still good?
        check_times(token, now=self._clock.now(), skew_seconds=NO_SKEW)
        client_id = check_audience(token, client_ids=clients)
        subject = _id_token_subject(token)
        if clients[client_id].asks_user_pool and not self._is_signed_in(issuer, token.claims):
            raise invalid_login("Token has been revoked.")
        return VerifiedLogin(
            login=Login(provider=name, subject=subject),
            mapping_key=user_pool_mapping_key(name, client_id),
            tag_provider=name,
            claims={**token.claims, "aud": client_id},
        )


def _no_open_id(provider: str, *, pool: IdentityPool) -> AwsError:
    """Give the error for a login of another kind, or of a provider that the pool does not take."""
    if provider in pool.login_providers or provider in pool.saml_provider_arns:
        return UnsupportedError(f"A login by {provider}")
    return no_public_provider() if provider == pool.developer_provider else unsupported_provider()


def _id_token_subject(token: UnverifiedToken) -> str:
    """Give the subject of a signed token. An access token with an audience is refused here."""
    subject = token.claims.get("sub")
    if token.claims.get("token_use") != "id":
        raise NotATokenError("an access token")
    if not isinstance(subject, str) or not subject:
        raise MissingClaimError("sub")
    return subject


def worded(error: OpenIdError) -> AwsError:
    """Say it in AWS's words; whatever has none of its own is a token that can't be verified."""
    if isinstance(error, WrongAudienceError):
        return unsupported_provider()
    if isinstance(error, ProviderUnreachableError):
        return provider_silent()
    return invalid_login(_reason(error))


def _reason(error: OpenIdError) -> str:
    if isinstance(error, TokenExpiredError):
        return f"Token expired: {error.now} >= {error.expires_at}"
    if isinstance(error, MissingClaimError):
        return f"Missing a required claim: {error.name}"
    return REASONS.get(type(error), "Couldn't verify signed token.")
