"""UpdateManagedLoginBranding."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.errors import invalid_parameter
from isthmus.local.cognito.managed_login_branding import ManagedLoginBrandings, describe_branding
from isthmus.local.cognito.operations.create_managed_login_branding import check_one_source
from isthmus.local.cognito.pools import Pools

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import UpdateManagedLoginBrandingRequestTypeDef


async def update_managed_login_branding(
    request: "UpdateManagedLoginBrandingRequestTypeDef", *, pools: Pools, brandings: ManagedLoginBrandings
) -> dict[str, Any]:
    """Change a style; what the request leaves out stays."""
    if "UserPoolId" not in request or "ManagedLoginBrandingId" not in request:
        raise invalid_parameter("UserPoolId and ManagedLoginBrandingId are required.")
    pool = pools.get(request["UserPoolId"])
    branding = brandings.get(pool, branding_id=request["ManagedLoginBrandingId"])
    document: Any = request
    settings, assets = document.get("Settings"), document.get("Assets")
    uses_provided_values = request.get("UseCognitoProvidedValues", False)
    check_one_source(uses_provided_values=uses_provided_values, settings=settings, assets=assets)
    brandings.update(
        branding,
        uses_provided_values=uses_provided_values,
        settings=None if uses_provided_values else settings or branding.settings,
        assets=[] if uses_provided_values else branding.assets if assets is None else assets,
    )
    return describe_branding(brandings.get(pool, branding_id=branding.id))
