"""The login providers of a pool by the names that role mappings and principal tags know them by."""

from isthmus.local.cognito.identity.pools import IdentityPool
from isthmus.local.cognito.identity.user_pool_names import UserPoolNames


def find_mapping_key(name: str, *, pool: IdentityPool, names: UserPoolNames) -> str | None:
    """Give the one spelling of a role mapping's key, None if the pool has no such provider.

    A user pool's key ends in the client: `cognito-idp.<region>.amazonaws.com/<pool>:<client>`.
    """
    user_pool, _, client_id = name.rpartition(":")
    if names.find_pool_id(user_pool) is not None:
        provider = names.normalize(user_pool)
        known = {(client.provider, client.client_id) for client in pool.user_pool_clients}
        return user_pool_mapping_key(provider, client_id) if (provider, client_id) in known else None
    return name if name in _other_providers(pool) else None


def user_pool_mapping_key(provider: str, client_id: str) -> str:
    """Give the key of a user pool's client."""
    return f"{provider}:{client_id}"


def find_tag_provider(name: str, *, pool: IdentityPool, names: UserPoolNames) -> str | None:
    """Give the one spelling of a principal tag map's provider, None if the pool has no such provider."""
    if names.find_pool_id(name) is not None:
        provider = names.normalize(name)
        known = {client.provider for client in pool.user_pool_clients}
        return provider if provider in known else None
    by_issuer = find_oidc_arn(name, pool=pool)
    return by_issuer or (name if name in _other_providers(pool) else None)


def find_oidc_arn(provider: str, *, pool: IdentityPool) -> str | None:
    """Give the ARN of the OIDC provider with this name: its issuer without the scheme."""
    suffix = f":oidc-provider/{provider}"
    return next((arn for arn in pool.oidc_provider_arns if arn.endswith(suffix)), None)


def _other_providers(pool: IdentityPool) -> frozenset[str]:
    return frozenset((*pool.oidc_provider_arns, *pool.saml_provider_arns, *pool.login_providers))
