"""ListIdentityProviders."""

from typing import TYPE_CHECKING, Any

from isthmus.clock import Clock
from isthmus.local.cognito.external.providers import OIDC, IdentityProviders
from isthmus.local.cognito.pagination import next_token, read_token
from isthmus.local.cognito.pools import Pools

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import ListIdentityProvidersRequestTypeDef


MOST_PER_PAGE = 60


async def list_identity_providers(
    request: "ListIdentityProvidersRequestTypeDef",
    *,
    pools: Pools,
    providers: IdentityProviders,
    clock: Clock,
) -> dict[str, Any]:
    """List the providers of a pool, page by page."""
    pool = pools.get(request["UserPoolId"])
    token, limit = request.get("NextToken"), request.get("MaxResults") or MOST_PER_PAGE
    origin = ("ListIdentityProviders", pool.id)
    after = "" if token is None else read_token(token, request=origin, clock=clock)
    page = providers.page(pool.id, after=after, limit=limit + 1)
    more = len(page) > limit
    return {
        "Providers": [
            {
                "ProviderName": provider.name,
                "ProviderType": OIDC,
                "LastModifiedDate": provider.modified_at,
                "CreationDate": provider.created_at,
            }
            for provider in page[:limit]
        ],
        "NextToken": next_token(page[limit - 1].name, request=origin, clock=clock) if more else None,
    }
