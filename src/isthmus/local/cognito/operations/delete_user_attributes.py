"""DeleteUserAttributes."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.access_tokens import AccessTokens, signed_in_client
from isthmus.local.cognito.clients import AppClients
from isthmus.local.cognito.user_attributes import verify_deletions
from isthmus.local.cognito.users import Users
from isthmus.local.cognito.writable import check_writable

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import DeleteUserAttributesRequestTypeDef


async def delete_user_attributes(
    request: "DeleteUserAttributesRequestTypeDef",
    *,
    access_tokens: AccessTokens,
    clients: AppClients,
    users: Users,
) -> dict[str, Any]:
    """Delete attributes of the user of an access token, as far as the client may write them."""
    signed_in = access_tokens.verify(request["AccessToken"])
    pool, user = signed_in.pool, signed_in.user
    deletions = verify_deletions(pool, request["UserAttributeNames"], current=user.attributes)
    check_writable(signed_in_client(signed_in, clients=clients), request["UserAttributeNames"])
    users.set_attributes(pool, user, deletions)
    return {}
