"""An identity pool as requests and answers have it.

Social and SAML providers are kept and shown; a login by them is refused as unsupported.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from isthmus.local.cognito.identity.errors import invalid_parameter, no_public_provider
from isthmus.local.cognito.identity.parts import Parts
from isthmus.local.cognito.identity.pools import IdentityPool, UserPoolClient

# API Reference, CreateIdentityPool, SupportedLoginProviders
SOCIAL_PROVIDERS = frozenset(
    {
        "accounts.google.com",
        "api.twitter.com",
        "appleid.apple.com",
        "graph.facebook.com",
        "www.amazon.com",
        "www.digits.com",
    }
)


def read_new_pool(request: Mapping[str, Any], *, parts: Parts) -> IdentityPool:
    """Give the pool that a request describes, without roles, or raise InvalidParameterException."""
    return IdentityPool(
        id=parts.pools.new_id(),
        name=request["IdentityPoolName"],
        allows_guests=request["AllowUnauthenticatedIdentities"],
        allows_classic_flow=request.get("AllowClassicFlow"),
        developer_provider=request.get("DeveloperProviderName"),
        oidc_provider_arns=_read_provider_arns(
            request.get("OpenIdConnectProviderARNs", ()), kind="oidc-provider", account_id=parts.account_id
        ),
        saml_provider_arns=_read_provider_arns(
            request.get("SamlProviderARNs", ()), kind="saml-provider", account_id=parts.account_id
        ),
        login_providers=_read_login_providers(request.get("SupportedLoginProviders", {})),
        user_pool_clients=tuple(
            _read_user_pool_client(provider, parts=parts)
            for provider in request.get("CognitoIdentityProviders", ())
        ),
        tags=request.get("IdentityPoolTags", {}),
        roles={},
        role_mappings={},
    )


def write_pool(pool: IdentityPool) -> dict[str, Any]:
    """Give the pool as AWS answers with it."""
    return {
        "IdentityPoolId": pool.id,
        "IdentityPoolName": pool.name,
        "AllowUnauthenticatedIdentities": pool.allows_guests,
        "AllowClassicFlow": pool.allows_classic_flow,
        "SupportedLoginProviders": dict(pool.login_providers) or None,
        "DeveloperProviderName": pool.developer_provider,
        "OpenIdConnectProviderARNs": list(pool.oidc_provider_arns) or None,
        "CognitoIdentityProviders": [_write_user_pool_client(each) for each in pool.user_pool_clients]
        or None,
        "SamlProviderARNs": list(pool.saml_provider_arns) or None,
        "IdentityPoolTags": dict(pool.tags),
    }


def _read_provider_arns(arns: Iterable[str], *, kind: str, account_id: str) -> tuple[str, ...]:
    prefix = f"arn:aws:iam::{account_id}:{kind}/"
    for arn in arns:
        if not arn.startswith(prefix) or arn == prefix:
            raise invalid_parameter(f"Invalid {kind} ARN: {arn}")
    return tuple(arns)


def _read_login_providers(providers: Mapping[str, str]) -> Mapping[str, str]:
    if not providers.keys() <= SOCIAL_PROVIDERS:
        raise no_public_provider()
    return providers


def _read_user_pool_client(provider: Mapping[str, Any], *, parts: Parts) -> UserPoolClient:
    name, client_id = provider.get("ProviderName", ""), provider.get("ClientId", "")
    if parts.names.find_pool_id(name) is None or not client_id:
        raise invalid_parameter("Invalid Cognito Identity Provider")
    return UserPoolClient(
        provider=parts.names.normalize(name),
        client_id=client_id,
        asks_user_pool=provider.get("ServerSideTokenCheck", False),
    )


def _write_user_pool_client(client: UserPoolClient) -> dict[str, Any]:
    return {
        "ProviderName": client.provider,
        "ClientId": client.client_id,
        "ServerSideTokenCheck": client.asks_user_pool,
    }
