"""DeleteUserPoolClientSecret. Page: API_DeleteUserPoolClientSecret."""

from typing import TYPE_CHECKING, Any

from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.clients import AppClients
from isthmus.local.cognito.errors import invalid_parameter
from isthmus.local.cognito.pools import Pools

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import DeleteUserPoolClientSecretRequestTypeDef


async def delete_user_pool_client_secret(
    request: "DeleteUserPoolClientSecretRequestTypeDef", *, pools: Pools, clients: AppClients
) -> dict[str, Any]:
    """Take one of two secrets away. The last one stays: a client does not turn public."""
    pool = pools.get(request["UserPoolId"])
    client = clients.get(request["ClientId"], pool_id=pool.id)
    known = [secret.id for secret in clients.secrets_of(client)]
    if request["ClientSecretId"] not in known:
        raise AwsError("ResourceNotFoundException", "Client secret does not exist.")
    if len(known) == 1:
        raise invalid_parameter("The only secret of a client cannot be deleted.")
    clients.delete_secret(client, secret_id=request["ClientSecretId"])
    return {}
