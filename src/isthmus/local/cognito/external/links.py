"""The links to the providers of an app client, for the sign-in page."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from isthmus.local.cognito.external.providers import assigned_providers
from isthmus.local.cognito.hosted.authorization_request import AuthorizationRequest

_CHOICES = ("identity_provider", "idp_identifier")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderLink:
    """One way to sign in."""

    name: str
    address: str


def provider_links(asked: AuthorizationRequest, *, query: bytes) -> tuple[ProviderLink, ...]:
    """Give the same request again, once for each external provider of the client."""
    kept = [pair for pair in parse_qsl(query.decode("ascii")) if pair[0] not in _CHOICES]
    return tuple(
        ProviderLink(
            name=name, address=f"/oauth2/authorize?{urlencode([*kept, ('identity_provider', name)])}"
        )
        for name in assigned_providers(asked.client.settings.get("SupportedIdentityProviders", ()))
    )
