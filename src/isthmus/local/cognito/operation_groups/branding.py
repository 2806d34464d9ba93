"""The look of the pages: each operation with the services it needs and no others."""

from functools import partial

from isthmus.local.awsjson.app import Operation
from isthmus.local.cognito.operations.create_managed_login_branding import create_managed_login_branding
from isthmus.local.cognito.operations.delete_managed_login_branding import delete_managed_login_branding
from isthmus.local.cognito.operations.describe_managed_login_branding import describe_managed_login_branding
from isthmus.local.cognito.operations.describe_managed_login_branding_by_client import (
    describe_managed_login_branding_by_client,
)
from isthmus.local.cognito.operations.get_ui_customization import get_ui_customization
from isthmus.local.cognito.operations.set_ui_customization import set_ui_customization
from isthmus.local.cognito.operations.update_managed_login_branding import update_managed_login_branding
from isthmus.local.cognito.services import Services


def branding_operations(s: Services) -> dict[str, Operation]:
    """Give the operations by AWS's names."""
    return {
        "GetUICustomization": partial(
            get_ui_customization,
            pools=s.pools,
            clients=s.clients,
            domains=s.domains,
            styles=s.styles,
            issuer_base=s.issuer_base,
        ),
        "SetUICustomization": partial(
            set_ui_customization,
            pools=s.pools,
            clients=s.clients,
            domains=s.domains,
            styles=s.styles,
            issuer_base=s.issuer_base,
        ),
        "CreateManagedLoginBranding": partial(
            create_managed_login_branding, pools=s.pools, clients=s.clients, brandings=s.brandings
        ),
        "DescribeManagedLoginBranding": partial(
            describe_managed_login_branding, pools=s.pools, brandings=s.brandings
        ),
        "DescribeManagedLoginBrandingByClient": partial(
            describe_managed_login_branding_by_client,
            pools=s.pools,
            clients=s.clients,
            brandings=s.brandings,
        ),
        "UpdateManagedLoginBranding": partial(
            update_managed_login_branding, pools=s.pools, brandings=s.brandings
        ),
        "DeleteManagedLoginBranding": partial(
            delete_managed_login_branding, pools=s.pools, brandings=s.brandings
        ),
    }
