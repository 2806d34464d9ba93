"""GetUserAuthFactors. Page: API_GetUserAuthFactors."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.access_tokens import AccessTokens
from isthmus.local.cognito.mfa_preference import describe_mfa
from isthmus.local.cognito.second_factors import SecondFactors
from isthmus.local.cognito.sign_in.first_factors import configured_factors

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import GetUserAuthFactorsRequestTypeDef


async def get_user_auth_factors(
    request: "GetUserAuthFactorsRequestTypeDef", *, access_tokens: AccessTokens, factors: SecondFactors
) -> dict[str, Any]:
    """Show the user of an access token the ways to sign in."""
    signed_in = access_tokens.verify(request["AccessToken"])
    return {
        "Username": signed_in.user.username,
        "ConfiguredUserAuthFactors": configured_factors(signed_in.pool, signed_in.user),
        **describe_mfa(signed_in.user, factors=factors),
    }
