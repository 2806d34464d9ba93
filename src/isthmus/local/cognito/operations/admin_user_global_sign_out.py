"""AdminUserGlobalSignOut."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.token_families import TokenFamilies
from isthmus.local.cognito.users import Users

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import AdminUserGlobalSignOutRequestTypeDef


async def admin_user_global_sign_out(
    request: "AdminUserGlobalSignOutRequestTypeDef",
    *,
    pools: Pools,
    users: Users,
    families: TokenFamilies,
) -> dict[str, Any]:
    """Revoke all tokens of a user."""
    families.revoke_all_of(users.get(pools.get(request["UserPoolId"]), request["Username"]))
    return {}
