"""AdminSetUserMFAPreference. Page: API_AdminSetUserMFAPreference."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.mfa_preference import set_mfa_preference
from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.second_factors import SecondFactors
from isthmus.local.cognito.users import Users

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import AdminSetUserMFAPreferenceRequestTypeDef


async def admin_set_user_mfa_preference(
    request: "AdminSetUserMFAPreferenceRequestTypeDef",
    *,
    pools: Pools,
    users: Users,
    factors: SecondFactors,
) -> dict[str, Any]:
    """Choose for a user."""
    pool = pools.get(request["UserPoolId"])
    set_mfa_preference(request, pool, users.get(pool, request["Username"]), factors=factors)
    return {}
