"""GetUICustomization."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.clients import AppClients
from isthmus.local.cognito.domains import Domains
from isthmus.local.cognito.errors import invalid_parameter
from isthmus.local.cognito.pools import Pool, Pools
from isthmus.local.cognito.ui_customization import (
    ALL_CLIENTS,
    UiCustomization,
    UiCustomizations,
    asset_path,
)

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import GetUICustomizationRequestTypeDef


async def get_ui_customization(
    request: "GetUICustomizationRequestTypeDef",
    *,
    pools: Pools,
    clients: AppClients,
    domains: Domains,
    styles: UiCustomizations,
    issuer_base: str,
) -> dict[str, Any]:
    """Show the style of a client's pages: its own, else the pool's, else nothing (API page)."""
    pool = pools.get(request["UserPoolId"])
    client_id = request.get("ClientId", ALL_CLIENTS)
    check_target(pool, client_id=client_id, clients=clients, domains=domains)
    style = styles.find_for(pool.id, client_id=client_id)
    return {"UICustomization": {} if style is None else describe_style(style, issuer_base=issuer_base)}


def check_target(pool: Pool, *, client_id: str, clients: AppClients, domains: Domains) -> None:
    """Refuse a client of another pool, and a pool that has no pages."""
    if client_id != ALL_CLIENTS:
        clients.get(client_id, pool_id=pool.id)
    if not domains.of_pool(pool.id):
        # WIRE: measured (hashicorp/terraform-provider-aws, user_pool_ui_customization).
        raise invalid_parameter("There has to be an existing domain associated with this user pool")


def describe_style(style: UiCustomization, *, issuer_base: str) -> dict[str, Any]:
    """Show a style as the API does; the logo is served by this stack."""
    image = None if style.image is None else f"{issuer_base.rstrip('/')}{asset_path(style, 'image')}"
    return {
        "UserPoolId": style.pool_id,
        "ClientId": style.client_id,
        "ImageUrl": image,
        "CSS": style.css,
        "CSSVersion": style.version,
        "LastModifiedDate": style.modified_at,
        "CreationDate": style.created_at,
    }
