"""/api/cognito/identity-pools: one identity pool, asked by the operations of AWS's own API."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from isthmus.local.cognito.identity.app import IdentityPools

SHOWN = 60
_KINDS = {
    "OpenIdConnectProviderARNs": "OpenID Connect",
    "SamlProviderARNs": "SAML",
}


def identity_pool_routes(identity_pools: IdentityPools) -> list[BaseRoute]:
    """Give the address of an identity pool."""

    async def show(request: Request) -> Response:
        return JSONResponse(await _describe(identity_pools, request.path_params["pool"]))

    return [Route("/api/cognito/identity-pools/{pool}", show)]


async def _describe(identity_pools: IdentityPools, pool_id: str) -> dict[str, Any]:
    call, of_pool = identity_pools.service.call, {"IdentityPoolId": pool_id}
    pool = await call("DescribeIdentityPool", of_pool)
    roles = (await call("GetIdentityPoolRoles", of_pool)).get("Roles") or {}
    identities = await call("ListIdentities", {**of_pool, "MaxResults": SHOWN})
    return {
        "id": pool["IdentityPoolId"],
        "name": pool["IdentityPoolName"],
        "allows_guests": pool["AllowUnauthenticatedIdentities"],
        "login_providers": _providers(pool),
        "roles": {kind: roles.get(kind) for kind in ("authenticated", "unauthenticated")},
        "identities": [
            {
                "id": each["IdentityId"],
                "logins": list(each.get("Logins") or []),
                "created_at": each["CreationDate"],
            }
            for each in identities["Identities"]
        ],
        "has_more_identities": identities.get("NextToken") is not None,
    }


def _providers(pool: Mapping[str, Any]) -> list[dict[str, str]]:
    user_pools = [
        {"name": each["ProviderName"], "kind": "user pool"}
        for each in pool.get("CognitoIdentityProviders") or []
    ]
    by_arn = [
        {"name": arn, "kind": kind} for member, kind in _KINDS.items() for arn in pool.get(member) or []
    ]
    social = [{"name": name, "kind": "social"} for name in pool.get("SupportedLoginProviders") or {}]
    developer = pool.get("DeveloperProviderName")
    return [*user_pools, *by_arn, *social, *([{"name": developer, "kind": "developer"}] if developer else [])]
