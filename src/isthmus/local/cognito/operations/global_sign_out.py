"""GlobalSignOut."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.access_tokens import AccessTokens
from isthmus.local.cognito.token_families import TokenFamilies

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import GlobalSignOutRequestTypeDef


async def global_sign_out(
    request: "GlobalSignOutRequestTypeDef", *, access_tokens: AccessTokens, families: TokenFamilies
) -> dict[str, Any]:
    """Revoke all tokens of the user of an access token."""
    families.revoke_all_of(access_tokens.verify(request["AccessToken"]).user)
    return {}
