"""DescribeUserPoolDomain."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.domains import Domains
from isthmus.local.cognito.pools import Pools

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import DescribeUserPoolDomainRequestTypeDef


async def describe_user_pool_domain(
    request: "DescribeUserPoolDomainRequestTypeDef", *, pools: Pools, domains: Domains
) -> dict[str, Any]:
    """Show a domain. WIRE: one that does not exist has an empty description, and is no error."""
    domain = domains.find(request["Domain"])
    if domain is None:
        return {"DomainDescription": {}}
    return {
        "DomainDescription": {
            "UserPoolId": domain.pool_id,
            "AWSAccountId": pools.get(domain.pool_id).arn.split(":")[4],
            "Domain": domain.name,
            "Version": domain.version,
            "Status": "ACTIVE",
            "CustomDomainConfig": domain.custom_config,
            "CloudFrontDistribution": domain.cloud_front_domain,
            "ManagedLoginVersion": domain.managed_login_version,
        }
    }
