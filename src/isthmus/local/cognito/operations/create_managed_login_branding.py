"""CreateManagedLoginBranding."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.clients import AppClients
from isthmus.local.cognito.errors import invalid_parameter
from isthmus.local.cognito.managed_login_branding import ManagedLoginBrandings, describe_branding
from isthmus.local.cognito.pools import Pools

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import CreateManagedLoginBrandingRequestTypeDef


async def create_managed_login_branding(
    request: "CreateManagedLoginBrandingRequestTypeDef",
    *,
    pools: Pools,
    clients: AppClients,
    brandings: ManagedLoginBrandings,
) -> dict[str, Any]:
    """Give an app client a style of managed login."""
    pool = pools.get(request["UserPoolId"])
    client = clients.get(request["ClientId"], pool_id=pool.id)
    document: Any = request
    settings, assets = document.get("Settings"), document.get("Assets", [])
    uses_provided_values = request.get("UseCognitoProvidedValues", False)
    check_one_source(uses_provided_values=uses_provided_values, settings=settings, assets=assets)
    branding = brandings.insert(
        pool,
        client_id=client.id,
        uses_provided_values=uses_provided_values,
        settings=settings,
        assets=assets,
    )
    return describe_branding(branding)


def check_one_source(*, uses_provided_values: bool, settings: Any, assets: Any) -> None:
    """Refuse AWS's own values together with others (API page: either the one or the other)."""
    if uses_provided_values and (settings is not None or assets):
        raise invalid_parameter("UseCognitoProvidedValues excludes Settings and Assets.")
    if settings is not None and not isinstance(settings, dict):
        raise invalid_parameter("Settings is a JSON object.")
