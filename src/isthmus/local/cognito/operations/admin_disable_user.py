"""AdminDisableUser."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.hosted.browser_sessions import BrowserSessions
from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.token_families import TokenFamilies
from isthmus.local.cognito.users import Users

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import AdminDisableUserRequestTypeDef


async def admin_disable_user(
    request: "AdminDisableUserRequestTypeDef",
    *,
    pools: Pools,
    users: Users,
    families: TokenFamilies,
    browser_sessions: BrowserSessions,
) -> dict[str, Any]:
    """Disable a user, revoke all tokens of the user (API page) and end the sessions of the pages."""
    user = users.get(pools.get(request["UserPoolId"]), request["Username"])
    users.set_enabled(user, is_enabled=False)
    families.revoke_all_of(user)
    browser_sessions.end_all_of(user)
    return {}
