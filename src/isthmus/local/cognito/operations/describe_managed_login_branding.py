"""DescribeManagedLoginBranding."""

from typing import TYPE_CHECKING, Any

from isthmus.local.awsjson import UnsupportedError
from isthmus.local.cognito.managed_login_branding import ManagedLoginBrandings, describe_branding
from isthmus.local.cognito.pools import Pools

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import DescribeManagedLoginBrandingRequestTypeDef


async def describe_managed_login_branding(
    request: "DescribeManagedLoginBrandingRequestTypeDef", *, pools: Pools, brandings: ManagedLoginBrandings
) -> dict[str, Any]:
    """Show a style; ReturnMergedResources adds nothing here, where nobody knows what AWS's own values are."""
    if request.get("ReturnMergedResources"):
        raise UnsupportedError("ReturnMergedResources")
    pool = pools.get(request["UserPoolId"])
    return describe_branding(brandings.get(pool, branding_id=request["ManagedLoginBrandingId"]))
