"""SetUserMFAPreference. Page: API_SetUserMFAPreference."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.access_tokens import AccessTokens
from isthmus.local.cognito.mfa_preference import set_mfa_preference
from isthmus.local.cognito.software_tokens import SoftwareTokens

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import SetUserMFAPreferenceRequestTypeDef


async def set_user_mfa_preference(
    request: "SetUserMFAPreferenceRequestTypeDef",
    *,
    access_tokens: AccessTokens,
    software_tokens: SoftwareTokens,
) -> dict[str, Any]:
    """Let the user of an access token choose."""
    user = access_tokens.verify(request["AccessToken"]).user
    set_mfa_preference(request, user, software_tokens=software_tokens)
    return {}
