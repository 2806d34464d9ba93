"""AdminSetUserSettings. Page: API_AdminSetUserSettings."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.mfa_preference import set_mfa_options
from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.second_factors import SecondFactors
from isthmus.local.cognito.users import Users

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import AdminSetUserSettingsRequestTypeDef


async def admin_set_user_settings(
    request: "AdminSetUserSettingsRequestTypeDef", *, pools: Pools, users: Users, factors: SecondFactors
) -> dict[str, Any]:
    """Turn codes by text message on or off for a user."""
    pool = pools.get(request["UserPoolId"])
    set_mfa_options(request["MFAOptions"], pool, users.get(pool, request["Username"]), factors=factors)
    return {}
