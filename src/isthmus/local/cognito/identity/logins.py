"""The `Logins` of a request: each token verified against the provider that its key names.

The key picks the provider among those that the pool takes; the token must be that provider's. Order of the
checks and words: Cognito Developer Guide, "Setting up an OIDC provider as an identity pool IdP", and recorded
answers.
"""

from collections.abc import Mapping

from isthmus.clock import Clock
from isthmus.errors import UnavailableError
from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.identity.errors import invalid_login, provider_silent, unsupported_provider
from isthmus.local.cognito.identity.identities import Login
from isthmus.local.cognito.identity.pools import IdentityPool
from isthmus.local.cognito.identity.ports import FindUserPoolKeys, Providers
from isthmus.local.cognito.identity.user_pool_names import UserPoolNames
from isthmus.local.openid import (
    MissingClaimError,
    NotATokenError,
    NotYetValidError,
    OpenIdClaims,
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


class Logins:
    """Verify login tokens."""

    def __init__(
        self,
        *,
        names: UserPoolNames,
        find_user_pool_keys: FindUserPoolKeys,
        providers: Providers,
        verifier: OpenIdVerifier,
        clock: Clock,
    ) -> None:
        self._names = names
        self._find_user_pool_keys = find_user_pool_keys
        self._providers = providers
        self._verifier = verifier
        self._clock = clock

    async def verify_logins(
        self, unverified_logins: Mapping[str, str], *, pool: IdentityPool
    ) -> tuple[Login, ...]:
        """Give who the tokens say it is, one login per provider; raise AWS's error at the first bad one."""
        verified: dict[str, Login] = {}
        for provider, unverified_token in unverified_logins.items():
            login = await self._verify(unverified_token, provider=provider, pool=pool)
            if login.provider in verified:
                raise AwsError("ResourceConflictException", "Only one login per provider is allowed.")
            verified[login.provider] = login
        return tuple(verified.values())

    async def _verify(self, unverified_token: str, *, provider: str, pool: IdentityPool) -> Login:
        try:
            if self._names.find_pool_id(provider) is not None:
                subject = self._verify_user_pool_token(unverified_token, provider=provider, pool=pool)
            else:
                claims = await self._verify_oidc_token(unverified_token, provider=provider, pool=pool)
                subject = claims.subject
        except OpenIdError as error:
            raise _worded(error) from error
        except UnavailableError as error:
            raise provider_silent() from error
        return Login(provider=self._names.normalize(provider), subject=subject)

    async def _verify_oidc_token(
        self, unverified_token: str, *, provider: str, pool: IdentityPool
    ) -> OpenIdClaims:
        # (1) Does the pool take this provider, and does IAM still know it?
        suffix = f":oidc-provider/{provider}"
        arn = next((arn for arn in pool.oidc_provider_arns if arn.endswith(suffix)), None)
        found = None if arn is None else await self._providers.find_provider(arn)
        if found is None or found.issuer != f"https://{provider}":
            raise unsupported_provider()

        # (2) Is the token its?
        return await self._verifier.verify_token(parse_token(unverified_token), provider=found)

    def _verify_user_pool_token(self, unverified_token: str, *, provider: str, pool: IdentityPool) -> str:
        # (1) Does the pool take this user pool, and for which clients?
        name = self._names.normalize(provider)
        client_ids = {client.client_id for client in pool.user_pool_clients if client.provider == name}
        if not client_ids:
            raise unsupported_provider()

        # (2) Is the token that user pool's?
        token = parse_token(unverified_token)
        issuer = self._names.issuer_of(self._names.find_pool_id(provider) or "")
        check_issuer(token, issuer=issuer)
        keys = self._find_user_pool_keys(issuer)
        verify_signature(token, keys=() if keys is None else keys["keys"])

        # (3) Is it an ID token for one of the clients, and still good?
        check_times(token, now=self._clock.now(), skew_seconds=NO_SKEW)
        check_audience(token, client_ids=client_ids)
        return _id_token_subject(token)


def _id_token_subject(token: UnverifiedToken) -> str:
    """Give the subject of a signed token. An access token with an audience is refused here."""
    subject = token.claims.get("sub")
    if token.claims.get("token_use") != "id":
        raise NotATokenError("an access token")
    if not isinstance(subject, str) or not subject:
        raise MissingClaimError("sub")
    return subject


def _worded(error: OpenIdError) -> AwsError:
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
