"""GetIdentityProviderByIdentifier."""

from typing import TYPE_CHECKING, Any

from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.descriptions import describe_provider
from isthmus.local.cognito.external.providers import IdentityProviders
from isthmus.local.cognito.pools import Pools

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import GetIdentityProviderByIdentifierRequestTypeDef


async def get_identity_provider_by_identifier(
    request: "GetIdentityProviderByIdentifierRequestTypeDef", *, pools: Pools, providers: IdentityProviders
) -> dict[str, Any]:
    """Show the provider of an identifier."""
    pool = pools.get(request["UserPoolId"])
    provider = providers.find_by_identifier(pool.id, request["IdpIdentifier"])
    if provider is None:
        raise AwsError(
            "ResourceNotFoundException",
            f"Identity provider with identifier {request['IdpIdentifier']} does not exist.",
        )
    return {"IdentityProvider": describe_provider(provider)}
