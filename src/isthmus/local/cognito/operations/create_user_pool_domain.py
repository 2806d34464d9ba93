"""CreateUserPoolDomain."""

from typing import TYPE_CHECKING, Any

from isthmus.local.awsjson import UnsupportedError
from isthmus.local.cognito.domains import Domains
from isthmus.local.cognito.pools import Pools

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import CreateUserPoolDomainRequestTypeDef


async def create_user_pool_domain(
    request: "CreateUserPoolDomainRequestTypeDef", *, pools: Pools, domains: Domains
) -> dict[str, Any]:
    """Give a pool a prefix domain, which brings its OAuth endpoints to life."""
    for name in ("CustomDomainConfig", "Routing"):
        if name in request:
            raise UnsupportedError(f"{name} of a domain")
    domain = domains.insert(
        pools.get(request["UserPoolId"]),
        prefix=request["Domain"],
        managed_login_version=request.get("ManagedLoginVersion", 1),
    )
    return {"ManagedLoginVersion": domain.managed_login_version}
