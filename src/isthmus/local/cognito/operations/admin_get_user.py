"""AdminGetUser."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.descriptions import attribute_list, describe_account
from isthmus.local.cognito.mfa_preference import describe_mfa
from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.second_factors import SecondFactors
from isthmus.local.cognito.users import Users

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import AdminGetUserRequestTypeDef


async def admin_get_user(
    request: "AdminGetUserRequestTypeDef", *, pools: Pools, users: Users, factors: SecondFactors
) -> dict[str, Any]:
    """Show a user."""
    user = users.get(pools.get(request["UserPoolId"]), request["Username"])
    return {
        "UserAttributes": attribute_list(user.all_attributes()),
        **describe_account(user),
        **describe_mfa(user, factors=factors),
    }
