"""DeleteUserPoolDomain."""

from typing import TYPE_CHECKING, Any

from isthmus.local.cognito.domains import Domains
from isthmus.local.cognito.pools import Pools

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import DeleteUserPoolDomainRequestTypeDef


async def delete_user_pool_domain(
    request: "DeleteUserPoolDomainRequestTypeDef", *, pools: Pools, domains: Domains
) -> dict[str, Any]:
    """Take the domain from its pool."""
    domains.delete(pools.get(request["UserPoolId"]), name=request["Domain"])
    return {}
