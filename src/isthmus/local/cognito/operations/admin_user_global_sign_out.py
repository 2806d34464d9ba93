"""AdminUserGlobalSignOut."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.hosted.browser_sessions import BrowserSessions
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
    browser_sessions: BrowserSessions,
) -> dict[str, Any]:
    """Revoke all tokens of a user, and end the sessions of the pages, as GlobalSignOut does."""
    user = users.get(pools.get(request["UserPoolId"]), request["Username"])
    families.revoke_all_of(user)
    browser_sessions.end_all_of(user)
    return {}
