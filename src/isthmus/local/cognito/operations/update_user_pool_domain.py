"""UpdateUserPoolDomain."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.domains import Domains
from isthmus.local.cognito.errors import invalid_parameter
from isthmus.local.cognito.operations.create_user_pool_domain import check_supported
from isthmus.local.cognito.pools import Pools

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import UpdateUserPoolDomainRequestTypeDef


async def update_user_pool_domain(
    request: "UpdateUserPoolDomainRequestTypeDef", *, pools: Pools, domains: Domains
) -> dict[str, Any]:
    """Change the branding version of a domain, or the certificate of a custom one; the rest stays."""
    check_supported(request)
    pool = pools.get(request["UserPoolId"])
    domain = domains.get(pool, name=request["Domain"])
    if "CustomDomainConfig" in request and domain.custom_config is None:
        raise invalid_parameter("CustomDomainConfig is for custom domains.")
    domains.update(
        domain,
        managed_login_version=request.get("ManagedLoginVersion", domain.managed_login_version),
        custom_config=request.get("CustomDomainConfig", domain.custom_config),
    )
    updated = domains.get(pool, name=domain.name)
    return {
        "ManagedLoginVersion": updated.managed_login_version,
        "CloudFrontDomain": updated.cloud_front_domain,
    }
