"""DeleteIdentityProvider."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.external.providers import IdentityProviders
from isthmus.local.cognito.hosted.browser_sessions import BrowserSessions
from isthmus.local.cognito.pools import Pools

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import DeleteIdentityProviderRequestTypeDef


async def delete_identity_provider(
    request: "DeleteIdentityProviderRequestTypeDef",
    *,
    pools: Pools,
    providers: IdentityProviders,
    browser_sessions: BrowserSessions,
) -> dict[str, Any]:
    """Delete a provider. From here on it signs nobody in; its users stay in the pool."""
    provider = providers.get(pools.get(request["UserPoolId"]), request["ProviderName"])
    providers.delete(provider)
    browser_sessions.end_all_by(provider.pool_id, provider=provider.name)
    return {}
