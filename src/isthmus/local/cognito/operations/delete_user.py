"""DeleteUser."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.access_tokens import AccessTokens
from isthmus.local.cognito.users import Users

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import DeleteUserRequestTypeDef


async def delete_user(
    request: "DeleteUserRequestTypeDef", *, access_tokens: AccessTokens, users: Users
) -> dict[str, Any]:
    """Delete the user of an access token."""
    users.delete(access_tokens.verify(request["AccessToken"]).user)
    return {}
