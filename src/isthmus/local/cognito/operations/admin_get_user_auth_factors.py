"""AdminGetUserAuthFactors. Page: API_AdminGetUserAuthFactors."""

from typing import Any

from isthmus.local.cognito.mfa_preference import describe_mfa
from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.second_factors import SecondFactors
from isthmus.local.cognito.sign_in.first_factors import configured_factors
from isthmus.local.cognito.users import Users


async def admin_get_user_auth_factors(
    request: Any, *, pools: Pools, users: Users, factors: SecondFactors
) -> dict[str, Any]:
    """Show the ways in which a user can sign in."""
    pool = pools.get(request["UserPoolId"])
    user = users.get(pool, request["Username"])
    return {
        "Username": user.username,
        "ConfiguredUserAuthFactors": configured_factors(pool, user),
        **describe_mfa(user, factors=factors),
    }
