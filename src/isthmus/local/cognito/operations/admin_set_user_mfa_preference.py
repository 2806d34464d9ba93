"""AdminSetUserMFAPreference. Page: API_AdminSetUserMFAPreference."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.mfa_preference import set_mfa_preference
from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.software_tokens import SoftwareTokens
from isthmus.local.cognito.users import Users

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import AdminSetUserMFAPreferenceRequestTypeDef


async def admin_set_user_mfa_preference(
    request: "AdminSetUserMFAPreferenceRequestTypeDef",
    *,
    pools: Pools,
    users: Users,
    software_tokens: SoftwareTokens,
) -> dict[str, Any]:
    """Choose for a user."""
    user = users.get(pools.get(request["UserPoolId"]), request["Username"])
    set_mfa_preference(request, user, software_tokens=software_tokens)
    return {}
