from collections.abc import Callable

import httpx2
import pytest

from unit.local.cognito.external.oidc_provider import DETAILS, OidcProvider
from unit.local.cognito.hosted.browsing import CALLBACK, Browser
from unit.local.cognito.local_pools import Json, LocalPools

MAPPING = {"email": "email", "email_verified": "email_verified", "name": "name"}
Enter = Callable[..., httpx2.Response]


@pytest.fixture
def provider(local: LocalPools) -> OidcProvider:
    """A provider that the pools can reach."""
    provider = OidcProvider(clock=local.clock)
    local.identity_provider = provider.answer
    return provider


@pytest.fixture
def salesforce(local: LocalPools, pool_id: str, provider: OidcProvider) -> Json:
    """The provider as the pool's identity provider."""
    del provider  # it only has to be there
    made: Json = local.call(
        "CreateIdentityProvider",
        UserPoolId=pool_id,
        ProviderName="Salesforce",
        ProviderType="OIDC",
        ProviderDetails=DETAILS,
        AttributeMapping=MAPPING,
        IdpIdentifiers=["acme.example"],
    )["IdentityProvider"]
    return made


@pytest.fixture
def external_client(local: LocalPools, pool_id: str, salesforce: Json) -> Json:
    """A public browser client for local users and for the provider's."""
    local.call("CreateUserPoolDomain", UserPoolId=pool_id, Domain="shop")
    client: Json = local.call(
        "CreateUserPoolClient",
        UserPoolId=pool_id,
        ClientName="Shop",
        SupportedIdentityProviders=["COGNITO", salesforce["ProviderName"]],
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        CallbackURLs=[CALLBACK],
        LogoutURLs=["https://app.example/bye"],
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid", "email", "profile", "aws.cognito.signin.user.admin"],
    )["UserPoolClient"]
    return client


@pytest.fixture
def browser(local: LocalPools, external_client: Json) -> Browser:
    return Browser(local, external_client)


@pytest.fixture
def enter(browser: Browser, provider: OidcProvider) -> Enter:
    """Sign in at the provider and come back; give our answer to that."""

    def enter(via: Browser | None = None, **parameters: str) -> httpx2.Response:
        used = via or browser
        asked = {"identity_provider": "Salesforce"} | parameters
        left = used.authorize(**asked)
        return used.get(f"/oauth2/idpresponse?{provider.sign_in(left.headers['location'])}")

    return enter
