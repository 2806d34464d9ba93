"""SetUICustomization. Page: developerguide/hosted-ui-classic-branding."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.classic_css import check_css
from isthmus.local.cognito.clients import AppClients
from isthmus.local.cognito.domains import Domains
from isthmus.local.cognito.operations.get_ui_customization import check_target, describe_style
from isthmus.local.cognito.pools import Pools
from isthmus.local.cognito.ui_customization import ALL_CLIENTS, UiCustomizations, image_type

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import SetUICustomizationRequestTypeDef


async def set_ui_customization(
    request: "SetUICustomizationRequestTypeDef",
    *,
    pools: Pools,
    clients: AppClients,
    domains: Domains,
    styles: UiCustomizations,
    issuer_base: str,
) -> dict[str, Any]:
    """Set style sheet and logo of the classic pages, for a client or for all without their own."""
    pool = pools.get(request["UserPoolId"])
    client_id = request.get("ClientId", ALL_CLIENTS)
    check_target(pool, client_id=client_id, clients=clients, domains=domains)
    css: str | None = request.get("CSS")
    image: Any = request.get("ImageFile")
    if css is not None:
        check_css(css)
    if image is not None:
        image_type(image)
    style = styles.put(pool.id, client_id=client_id, css=css, image=image)
    return {"UICustomization": describe_style(style, issuer_base=issuer_base)}
