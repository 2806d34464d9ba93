"""DescribeManagedLoginBrandingByClient."""

from typing import TYPE_CHECKING, Any

from isthmus.local.awsjson import AwsError, UnsupportedError
from isthmus.local.cognito.clients import AppClients
from isthmus.local.cognito.managed_login_branding import ManagedLoginBrandings, describe_branding
from isthmus.local.cognito.pools import Pools

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import DescribeManagedLoginBrandingByClientRequestTypeDef


async def describe_managed_login_branding_by_client(
    request: "DescribeManagedLoginBrandingByClientRequestTypeDef",
    *,
    pools: Pools,
    clients: AppClients,
    brandings: ManagedLoginBrandings,
) -> dict[str, Any]:
    """Show the style of a client."""
    if request.get("ReturnMergedResources"):
        raise UnsupportedError("ReturnMergedResources")
    pool = pools.get(request["UserPoolId"])
    client = clients.get(request["ClientId"], pool_id=pool.id)
    branding = brandings.find_of_client(client.id)
    if branding is None:
        raise AwsError("ResourceNotFoundException", f"ManagedLoginBranding of {client.id} does not exist.")
    return describe_branding(branding)
