"""SetUserSettings. Page: API_SetUserSettings."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.access_tokens import AccessTokens
from isthmus.local.cognito.mfa_preference import set_mfa_options
from isthmus.local.cognito.second_factors import SecondFactors

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import SetUserSettingsRequestTypeDef


async def set_user_settings(
    request: "SetUserSettingsRequestTypeDef", *, access_tokens: AccessTokens, factors: SecondFactors
) -> dict[str, Any]:
    """Let the user of an access token turn codes by text message on or off."""
    signed_in = access_tokens.verify(request["AccessToken"])
    set_mfa_options(request["MFAOptions"], signed_in.pool, signed_in.user, factors=factors)
    return {}
