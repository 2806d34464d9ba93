"""UpdateIdentityProvider."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.descriptions import describe_provider
from isthmus.local.cognito.external.provider_settings import verify_settings
from isthmus.local.cognito.external.providers import IdentityProviders, to_document
from isthmus.local.cognito.pools import Pools
from isthmus.local.openid import ProviderHttp

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import UpdateIdentityProviderRequestTypeDef


async def update_identity_provider(
    request: "UpdateIdentityProviderRequestTypeDef",
    *,
    pools: Pools,
    providers: IdentityProviders,
    http: ProviderHttp,
) -> dict[str, Any]:
    """Change a provider. Each of details, mapping and identifiers is replaced as a whole, or stays."""
    pool = pools.get(request["UserPoolId"])
    current = providers.get(pool, request["ProviderName"]).settings
    settings = await verify_settings(
        pool,
        details=request.get("ProviderDetails") or to_document(current.details),
        mapping=request.get("AttributeMapping", current.mapping),
        identifiers=request.get("IdpIdentifiers", current.identifiers),
        http=http,
    )
    provider = providers.get(pool, request["ProviderName"])  # it may have been deleted meanwhile
    return {"IdentityProvider": describe_provider(providers.update(pool, provider, settings=settings))}
