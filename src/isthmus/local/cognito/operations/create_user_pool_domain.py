"""CreateUserPoolDomain."""

from typing import TYPE_CHECKING, Any

from isthmus.local.awsjson import UnsupportedError
from isthmus.local.cognito.domains import CLASSIC, MANAGED, Domains
from isthmus.local.cognito.errors import invalid_parameter
from isthmus.local.cognito.pools import Pools

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import (
        CreateUserPoolDomainRequestTypeDef,
        UpdateUserPoolDomainRequestTypeDef,
    )


async def create_user_pool_domain(
    request: "CreateUserPoolDomainRequestTypeDef", *, pools: Pools, domains: Domains
) -> dict[str, Any]:
    """Give a pool a prefix or a custom domain, which brings its OAuth endpoints to life.

    NOTE: the certificate of a custom domain is not looked up; nobody speaks TLS with it here.
    """
    check_supported(request)
    domain = domains.insert(
        pools.get(request["UserPoolId"]),
        name=request["Domain"],
        managed_login_version=request.get("ManagedLoginVersion", CLASSIC),
        custom_config=request.get("CustomDomainConfig"),
    )
    return {
        "ManagedLoginVersion": domain.managed_login_version,
        "CloudFrontDomain": domain.cloud_front_domain,
    }


def check_supported(
    request: "CreateUserPoolDomainRequestTypeDef | UpdateUserPoolDomainRequestTypeDef",
) -> None:
    """Refuse what would need another region, and branding versions that there are not."""
    if "Routing" in request:
        raise UnsupportedError("Routing of a domain")
    if request.get("ManagedLoginVersion", CLASSIC) not in (CLASSIC, MANAGED):
        raise invalid_parameter("ManagedLoginVersion is 1 or 2.")
