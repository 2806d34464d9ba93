"""GetUser."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.access_tokens import AccessTokens, signed_in_client
from isthmus.local.cognito.clients import AppClients
from isthmus.local.cognito.descriptions import attribute_list
from isthmus.local.cognito.mfa_preference import describe_mfa
from isthmus.local.cognito.schema import STANDARD_NAMES
from isthmus.local.cognito.second_factors import SecondFactors

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import GetUserRequestTypeDef


async def get_user(
    request: "GetUserRequestTypeDef",
    *,
    access_tokens: AccessTokens,
    clients: AppClients,
    factors: SecondFactors,
) -> dict[str, Any]:
    """Show the user of an access token, with the attributes that the client may read."""
    signed_in = access_tokens.verify(request["AccessToken"])
    client = signed_in_client(signed_in, clients=clients)
    readable = client.settings.get("ReadAttributes") or STANDARD_NAMES
    user = signed_in.user
    attributes = {
        name: value for name, value in user.all_attributes().items() if name in readable or name == "sub"
    }
    return {
        "Username": user.username,
        "UserAttributes": attribute_list(attributes),
        **describe_mfa(user, factors=factors),
    }
