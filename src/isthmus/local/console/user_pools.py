"""/api/cognito: the user pools and identity pools, asked by the operations of AWS's own API.

What only a ready file has, client secrets, is taken out.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from isthmus.local.cognito.app import UserPools
from isthmus.local.cognito.identity.app import IdentityPools
from isthmus.local.console.answering import ConsoleError, check_names, read_object

MOST_POOLS = 60
SHOWN = 60
_ACTIONS = {
    "confirm": ("AdminConfirmSignUp", "is confirmed"),
    "enable": ("AdminEnableUser", "may sign in"),
    "disable": ("AdminDisableUser", "may not sign in"),
    "sign-out": ("AdminUserGlobalSignOut", "is signed out everywhere"),
}


def user_pool_routes(user_pools: UserPools, identity_pools: IdentityPools) -> list[BaseRoute]:
    """Give the addresses of both kinds of pools."""

    async def show_all(_: Request) -> Response:
        identity = await identity_pools.service.call("ListIdentityPools", {"MaxResults": MOST_POOLS})
        return JSONResponse(
            {
                "user_pools": await _summaries(user_pools),
                "identity_pools": [
                    {"id": each["IdentityPoolId"], "name": each["IdentityPoolName"]}
                    for each in identity["IdentityPools"]
                ],
            }
        )

    async def show(request: Request) -> Response:
        return JSONResponse(await _describe(user_pools, request.path_params["pool"]))

    async def rotate_keys(request: Request) -> Response:
        check_names(await read_object(request), known=frozenset())
        kids = await user_pools.rotate_keys(request.path_params["pool"])
        return JSONResponse({"done": f"Tokens are signed with new keys: {', '.join(kids.values())}."})

    pool = "/api/cognito/user-pools/{pool}"
    return [
        Route("/api/cognito", show_all),
        Route(pool, show),
        Route(f"{pool}/rotate-keys", rotate_keys, methods=["POST"]),
        *(Route(f"{pool}/{name}", _action(user_pools, name), methods=["POST"]) for name in _ACTIONS),
    ]


def _action(user_pools: UserPools, name: str) -> Callable[[Request], Awaitable[Response]]:
    operation, outcome = _ACTIONS[name]

    async def act(request: Request) -> Response:
        document = await read_object(request)
        check_names(document, known=frozenset({"username"}))
        username = document.get("username")
        if not isinstance(username, str) or not username:
            raise ConsoleError("malformed", "Name the user: a username.", status=400)
        pool_id = request.path_params["pool"]
        await user_pools.service.call(operation, {"UserPoolId": pool_id, "Username": username})
        return JSONResponse({"done": f"{username} {outcome}."})

    return act


async def _summaries(user_pools: UserPools) -> list[dict[str, Any]]:
    listed = await user_pools.service.call("ListUserPools", {"MaxResults": MOST_POOLS})
    return [await _summary(user_pools, each["Id"]) for each in listed["UserPools"]]


async def _summary(user_pools: UserPools, pool_id: str) -> dict[str, Any]:
    described = await user_pools.service.call("DescribeUserPool", {"UserPoolId": pool_id})
    pool = described["UserPool"]
    return {
        "id": pool["Id"],
        "name": pool["Name"],
        "domain": pool.get("CustomDomain") or pool.get("Domain"),
        "users": pool["EstimatedNumberOfUsers"],
        "triggers": [each["trigger"] for each in _triggers(pool)],
    }


async def _describe(user_pools: UserPools, pool_id: str) -> dict[str, Any]:
    call, of_pool = user_pools.service.call, {"UserPoolId": pool_id}
    pool = (await call("DescribeUserPool", of_pool))["UserPool"]
    clients = await call("ListUserPoolClients", {**of_pool, "MaxResults": SHOWN})
    servers = await call("ListResourceServers", {**of_pool, "MaxResults": 50})
    users = await call("ListUsers", {**of_pool, "Limit": SHOWN})
    return {
        **await _summary(user_pools, pool_id),
        "issuer": user_pools.issuer_of(pool_id),
        "mfa": pool.get("MfaConfiguration", "OFF"),
        "triggers": _triggers(pool),
        "clients": [
            _client(
                (await call("DescribeUserPoolClient", {**of_pool, "ClientId": each["ClientId"]}))[
                    "UserPoolClient"
                ]
            )
            for each in clients["UserPoolClients"]
        ],
        "resource_servers": [
            {
                "identifier": each["Identifier"],
                "name": each["Name"],
                "scopes": [scope["ScopeName"] for scope in each["Scopes"]],
            }
            for each in servers["ResourceServers"]
        ],
        "users": [_user(each) for each in users["Users"]],
        "has_more_users": users.get("PaginationToken") is not None,
        "signing_keys": [{"kid": key["kid"]} for key in user_pools.public_keys_of(pool_id)],
    }


def _triggers(pool: Mapping[str, Any]) -> list[dict[str, str]]:
    settings: Mapping[str, Any] = pool.get("LambdaConfig") or {}
    return [
        {"trigger": trigger, "function_arn": value if isinstance(value, str) else str(value["LambdaArn"])}
        for trigger, value in settings.items()
        if isinstance(value, str) or (isinstance(value, Mapping) and "LambdaArn" in value)
    ]


def _client(client: Mapping[str, Any]) -> dict[str, Any]:
    # SECURITY: named one by one; the description has the secret.
    return {
        "id": client["ClientId"],
        "name": client["ClientName"],
        "has_secret": client.get("ClientSecret") is not None,
        "oauth_flows": client.get("AllowedOAuthFlows") or [],
        "auth_flows": client.get("ExplicitAuthFlows") or [],
        "scopes": client.get("AllowedOAuthScopes") or [],
        "callback_urls": client.get("CallbackURLs") or [],
    }


def _user(user: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "username": user["Username"],
        "status": user["UserStatus"],
        "is_enabled": user["Enabled"],
        "created_at": user["UserCreateDate"],
        "attributes": [[each["Name"], each["Value"]] for each in user["Attributes"]],
    }
