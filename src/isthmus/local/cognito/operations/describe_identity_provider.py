"""DescribeIdentityProvider."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.descriptions import describe_provider
from isthmus.local.cognito.external.providers import IdentityProviders
from isthmus.local.cognito.pools import Pools

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import DescribeIdentityProviderRequestTypeDef


async def describe_identity_provider(
    request: "DescribeIdentityProviderRequestTypeDef", *, pools: Pools, providers: IdentityProviders
) -> dict[str, Any]:
    """Show a provider."""
    provider = providers.get(pools.get(request["UserPoolId"]), request["ProviderName"])
    return {"IdentityProvider": describe_provider(provider)}
