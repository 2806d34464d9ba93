"""GlobalSignOut."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.access_tokens import AccessTokens
from isthmus.local.cognito.hosted.browser_sessions import BrowserSessions
from isthmus.local.cognito.token_families import TokenFamilies

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import GlobalSignOutRequestTypeDef


async def global_sign_out(
    request: "GlobalSignOutRequestTypeDef",
    *,
    access_tokens: AccessTokens,
    families: TokenFamilies,
    browser_sessions: BrowserSessions,
) -> dict[str, Any]:
    """Revoke all tokens of the user of an access token, and end the sessions of the pages.

    NOTE: AWS leaves those sessions (docs/decisions/0009-browser-sessions-end.md).
    """
    user = access_tokens.verify(request["AccessToken"]).user
    families.revoke_all_of(user)
    browser_sessions.end_all_of(user)
    return {}
