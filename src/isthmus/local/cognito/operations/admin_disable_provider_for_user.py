"""AdminDisableProviderForUser."""

from typing import TYPE_CHECKING, Any

from isthmus.local.awsjson import UnsupportedError
from isthmus.local.cognito.errors import user_not_found
from isthmus.local.cognito.external.asked_identity import asked_identity, is_local
from isthmus.local.cognito.external.identities import ExternalIdentities
from isthmus.local.cognito.external.providers import IdentityProviders
from isthmus.local.cognito.hosted.browser_sessions import BrowserSessions
from isthmus.local.cognito.pools import Pools

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import AdminDisableProviderForUserRequestTypeDef


async def admin_disable_provider_for_user(
    request: "AdminDisableProviderForUserRequestTypeDef",
    *,
    pools: Pools,
    providers: IdentityProviders,
    identities: ExternalIdentities,
    browser_sessions: BrowserSessions,
) -> dict[str, Any]:
    """Take an identity from its user and end the browser sessions that its provider opened."""
    pool = pools.get(request["UserPoolId"])
    if is_local(request["User"]):
        raise UnsupportedError("AdminDisableProviderForUser of the provider Cognito")
    identity = asked_identity(request["User"], pool=pool, providers=providers)
    user_id = identities.delete(identity)
    if user_id is None:
        raise user_not_found()
    browser_sessions.end_of(user_id, provider=identity.provider.name)
    return {}
