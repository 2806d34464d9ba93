"""An identity pool as requests and answers have it.

What the local stack would store and not obey is refused: social and SAML logins, server-side token checks.
"""

from collections.abc import Mapping
from typing import Any

from isthmus.local.awsjson import UnsupportedError
from isthmus.local.cognito.identity.errors import invalid_parameter
from isthmus.local.cognito.identity.parts import Parts
from isthmus.local.cognito.identity.pools import IdentityPool, UserPoolClient

UNSUPPORTED = ("SupportedLoginProviders", "SamlProviderARNs")


def read_pool(
    request: Mapping[str, Any], *, pool_id: str, roles: Mapping[str, str], parts: Parts
) -> IdentityPool:
    """Give the pool that a request describes, or raise InvalidParameterException."""
    for name in UNSUPPORTED:
        if request.get(name):
            raise UnsupportedError(name)
    return IdentityPool(
        id=pool_id,
        name=request["IdentityPoolName"],
        allows_guests=request["AllowUnauthenticatedIdentities"],
        allows_classic_flow=request.get("AllowClassicFlow"),
        developer_provider=request.get("DeveloperProviderName"),
        oidc_provider_arns=tuple(
            _read_provider_arn(arn, account_id=parts.account_id)
            for arn in request.get("OpenIdConnectProviderARNs", ())
        ),
        user_pool_clients=tuple(
            _read_user_pool_client(provider, parts=parts)
            for provider in request.get("CognitoIdentityProviders", ())
        ),
        tags=request.get("IdentityPoolTags", {}),
        roles=roles,
    )


def write_pool(pool: IdentityPool) -> dict[str, Any]:
    """Give the pool as AWS answers with it."""
    return {
        "IdentityPoolId": pool.id,
        "IdentityPoolName": pool.name,
        "AllowUnauthenticatedIdentities": pool.allows_guests,
        "AllowClassicFlow": pool.allows_classic_flow,
        "DeveloperProviderName": pool.developer_provider,
        "OpenIdConnectProviderARNs": list(pool.oidc_provider_arns) or None,
        "CognitoIdentityProviders": [
            {"ProviderName": client.provider, "ClientId": client.client_id, "ServerSideTokenCheck": False}
            for client in pool.user_pool_clients
        ]
        or None,
        "IdentityPoolTags": dict(pool.tags),
    }


def _read_provider_arn(arn: str, *, account_id: str) -> str:
    prefix = f"arn:aws:iam::{account_id}:oidc-provider/"
    if not arn.startswith(prefix) or arn == prefix:
        raise invalid_parameter(f"Invalid OpenIDConnect provider ARN: {arn}")
    return arn


def _read_user_pool_client(provider: Mapping[str, Any], *, parts: Parts) -> UserPoolClient:
    if provider.get("ServerSideTokenCheck"):
        raise UnsupportedError("ServerSideTokenCheck")
    name, client_id = provider.get("ProviderName", ""), provider.get("ClientId", "")
    if parts.names.find_pool_id(name) is None or not client_id:
        raise invalid_parameter(
            "Please provide a valid Cognito identity provider: a user pool and a client id"
        )
    return UserPoolClient(provider=parts.names.normalize(name), client_id=client_id)
