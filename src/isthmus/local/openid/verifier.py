"""A token of an OIDC provider, verified as a whole."""

from dataclasses import dataclass

from isthmus.clock import Clock
from isthmus.local.openid.provider_keys import ProviderKeys
from isthmus.local.openid.tokens import (
    SKEW_SECONDS,
    OpenIdClaims,
    UnverifiedToken,
    check_audience,
    check_issuer,
    check_times,
    text_claim,
    verify_signature,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenIdProvider:
    """What IAM knows of a provider: its ARN, its URL, which is the issuer, and its list of clients."""

    arn: str
    issuer: str
    client_ids: frozenset[str]


class OpenIdVerifier:
    """Verify tokens of OIDC providers."""

    def __init__(self, keys: ProviderKeys, *, clock: Clock) -> None:
        self._keys = keys
        self._clock = clock

    async def verify_token(self, token: UnverifiedToken, *, provider: OpenIdProvider) -> OpenIdClaims:
        """Give the claims of a token that `provider` made for one of its clients, or raise OpenIdError."""
        check_issuer(token, issuer=provider.issuer)
        keys = await self._keys.get_keys(provider.issuer, key_id=token.header.get("kid"))
        verify_signature(token, keys=keys)
        expires_at = check_times(token, now=self._clock.now(), skew_seconds=SKEW_SECONDS)
        audience = check_audience(token, client_ids=provider.client_ids)
        return OpenIdClaims(
            issuer=provider.issuer,
            subject=text_claim(token, "sub"),
            audience=audience,
            expires_at=expires_at,
            claims=token.claims,
        )
