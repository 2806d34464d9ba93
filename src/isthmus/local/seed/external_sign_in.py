"""Sign-in to a user pool by the org: the pool, the org as its identity provider, an app client."""

from typing import TYPE_CHECKING, Any

from isthmus.local.ready import ExternalSignInDemo
from isthmus.local.seed.user_pools import ensure_user_pool, find_client_id

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

    from isthmus.secret import Secret

POOL = "isthmus-external-sign-in"
DOMAIN = "isthmus-external-sign-in"
PROVIDER = "Salesforce"
CLIENT = "external-sign-in"
MAPPING = {
    "email": "email",
    "email_verified": "email_verified",
    "given_name": "given_name",
    "family_name": "family_name",
}


def ensure_external_sign_in(
    client: "CognitoIdentityProviderClient",
    *,
    issuer: str,
    consumer_key: str,
    consumer_secret: "Secret",
    endpoint: str,
    callback_url: str,
) -> ExternalSignInDemo:
    """Make everything between the org's sign-in page and tokens of a user pool."""
    user_pool_id = ensure_user_pool(
        client, name=POOL, AdminCreateUserConfig={"AllowAdminCreateUserOnly": True}
    )
    if not client.describe_user_pool_domain(Domain=DOMAIN)["DomainDescription"].get("UserPoolId"):
        client.create_user_pool_domain(Domain=DOMAIN, UserPoolId=user_pool_id)
    _ensure_provider(
        client,
        user_pool_id=user_pool_id,
        details={
            "client_id": consumer_key,
            "client_secret": consumer_secret.reveal(),
            "authorize_scopes": "openid profile email",
            "attributes_request_method": "GET",
            "oidc_issuer": issuer,
        },
    )
    client_id = _ensure_client(client, user_pool_id=user_pool_id, callback_url=callback_url)
    return ExternalSignInDemo(
        user_pool_id=user_pool_id,
        client_id=client_id,
        provider=PROVIDER,
        callback_url=callback_url,
        sign_in_url=(
            f"{endpoint}/oauth2/authorize?response_type=code&client_id={client_id}"
            f"&redirect_uri={callback_url}&identity_provider={PROVIDER}"
        ),
    )


def _ensure_provider(
    client: "CognitoIdentityProviderClient", *, user_pool_id: str, details: dict[str, str]
) -> None:
    settings: dict[str, Any] = {"ProviderDetails": details, "AttributeMapping": MAPPING}
    listed = client.list_identity_providers(UserPoolId=user_pool_id)["Providers"]
    if PROVIDER in {provider.get("ProviderName") for provider in listed}:
        client.update_identity_provider(UserPoolId=user_pool_id, ProviderName=PROVIDER, **settings)
    else:
        client.create_identity_provider(
            UserPoolId=user_pool_id, ProviderName=PROVIDER, ProviderType="OIDC", **settings
        )


def _ensure_client(client: "CognitoIdentityProviderClient", *, user_pool_id: str, callback_url: str) -> str:
    settings: dict[str, Any] = {
        "UserPoolId": user_pool_id,
        "SupportedIdentityProviders": [PROVIDER],
        "CallbackURLs": [callback_url],
        "AllowedOAuthFlowsUserPoolClient": True,
        "AllowedOAuthFlows": ["code"],
        "AllowedOAuthScopes": ["openid", "email", "profile"],
        "PreventUserExistenceErrors": "ENABLED",
    }
    known = find_client_id(client, user_pool_id=user_pool_id, name=CLIENT)
    if known is not None:
        client.update_user_pool_client(ClientId=known, ClientName=CLIENT, **settings)
        return known
    return client.create_user_pool_client(ClientName=CLIENT, **settings)["UserPoolClient"]["ClientId"]
