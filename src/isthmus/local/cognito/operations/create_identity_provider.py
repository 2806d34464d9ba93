"""CreateIdentityProvider."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.descriptions import describe_provider
from isthmus.local.cognito.external.provider_settings import check_name, verify_settings
from isthmus.local.cognito.external.providers import IdentityProviders
from isthmus.local.cognito.pools import Pools
from isthmus.local.openid import ProviderHttp

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import CreateIdentityProviderRequestTypeDef


async def create_identity_provider(
    request: "CreateIdentityProviderRequestTypeDef",
    *,
    pools: Pools,
    providers: IdentityProviders,
    http: ProviderHttp,
) -> dict[str, Any]:
    """Add an OIDC provider; endpoints that the request leaves out are read from its discovery document."""
    pool = pools.get(request["UserPoolId"])
    check_name(request["ProviderName"], provider_type=request["ProviderType"])
    settings = await verify_settings(
        pool,
        details=request["ProviderDetails"],
        mapping=request.get("AttributeMapping", {}),
        identifiers=request.get("IdpIdentifiers", ()),
        http=http,
    )
    pool = pools.get(pool.id)  # it may have been deleted while the provider was asked
    return {
        "IdentityProvider": describe_provider(
            providers.insert(pool, name=request["ProviderName"], settings=settings)
        )
    }
