"""DeleteManagedLoginBranding."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.managed_login_branding import ManagedLoginBrandings
from isthmus.local.cognito.pools import Pools

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import DeleteManagedLoginBrandingRequestTypeDef


async def delete_managed_login_branding(
    request: "DeleteManagedLoginBrandingRequestTypeDef", *, pools: Pools, brandings: ManagedLoginBrandings
) -> dict[str, Any]:
    """Take the style from its client."""
    pool = pools.get(request["UserPoolId"])
    brandings.delete(brandings.get(pool, branding_id=request["ManagedLoginBrandingId"]))
    return {}
