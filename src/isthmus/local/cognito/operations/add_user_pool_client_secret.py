"""AddUserPoolClientSecret. Page: API_AddUserPoolClientSecret."""

from typing import TYPE_CHECKING, Any

from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.clients import AppClients
from isthmus.local.cognito.descriptions import describe_client_secret
from isthmus.local.cognito.errors import invalid_parameter
from isthmus.local.cognito.identifiers import new_client_secret
from isthmus.local.cognito.pools import Pools
from isthmus.secret import Secret

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import AddUserPoolClientSecretRequestTypeDef

MOST_SECRETS = 2


async def add_user_pool_client_secret(
    request: "AddUserPoolClientSecretRequestTypeDef", *, pools: Pools, clients: AppClients
) -> dict[str, Any]:
    """Give a confidential client its second secret, shown here and never again."""
    pool = pools.get(request["UserPoolId"])
    client = clients.get(request["ClientId"], pool_id=pool.id)
    if not client.secrets:
        raise invalid_parameter("The client has no client secret.")
    if len(client.secrets) >= MOST_SECRETS:
        raise AwsError("LimitExceededException", f"A client can have {MOST_SECRETS} secrets at most.")
    secret = Secret(request.get("ClientSecret") or new_client_secret())
    if client.has_secret(secret.reveal()):
        raise invalid_parameter("The client has this secret already.")
    descriptor = describe_client_secret(clients.insert_secret(client, secret))
    return {"ClientSecretDescriptor": {**descriptor, "ClientSecretValue": secret.reveal()}}
