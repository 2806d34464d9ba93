import pytest

from unit.local.cognito.hosted.browsing import CALLBACK, GOODBYE, PASSWORD, Browser
from unit.local.cognito.local_pools import Json, LocalPools


@pytest.fixture
def web_client(local: LocalPools, pool_id: str) -> Json:
    """A public browser client on a pool with a domain and an API."""
    local.call("CreateUserPoolDomain", UserPoolId=pool_id, Domain="shop")
    local.call(
        "CreateResourceServer",
        UserPoolId=pool_id,
        Identifier="api",
        Name="API",
        Scopes=[{"ScopeName": name, "ScopeDescription": name} for name in ("read", "write")],
    )
    client: Json = local.call(
        "CreateUserPoolClient",
        UserPoolId=pool_id,
        ClientName="Shop",
        PreventUserExistenceErrors="ENABLED",
        SupportedIdentityProviders=["COGNITO"],
        CallbackURLs=[CALLBACK, "http://localhost:3000/cb?x=1"],
        LogoutURLs=[GOODBYE],
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid", "email", "profile", "api/read", "aws.cognito.signin.user.admin"],
    )["UserPoolClient"]
    return client


def change_client(local: LocalPools, client: Json, **changes: object) -> None:
    """Change settings of a client and keep the others."""
    kept = {
        name: value
        for name, value in client.items()
        if name not in ("CreationDate", "LastModifiedDate", "ClientSecret")
    }
    local.call("UpdateUserPoolClient", **(kept | changes))


@pytest.fixture
def jane(local: LocalPools, pool_id: str, user: Json) -> Json:
    """A user with a password of her own."""
    local.call("AdminSetUserPassword", UserPoolId=pool_id, Username="jane", Password=PASSWORD, Permanent=True)
    return user


@pytest.fixture
def open_pool(local: LocalPools) -> str:
    """A pool where people sign up by themselves, with a given name, and prove an e-mail address."""
    schema = [
        {"Name": name, "Required": True, "AttributeDataType": "String", "Mutable": True}
        for name in ("email", "given_name")
    ]
    settings: Json = {"Schema": schema, "AutoVerifiedAttributes": ["email"]}
    created: str = local.call("CreateUserPool", PoolName="open", **settings)["UserPool"]["Id"]
    local.call("CreateUserPoolDomain", UserPoolId=created, Domain="open")
    return created


@pytest.fixture
def open_client(local: LocalPools, open_pool: str) -> Json:
    """A confidential web app of that pool."""
    client: Json = local.call(
        "CreateUserPoolClient",
        UserPoolId=open_pool,
        ClientName="Open",
        GenerateSecret=True,
        PreventUserExistenceErrors="ENABLED",
        SupportedIdentityProviders=["COGNITO"],
        CallbackURLs=[CALLBACK],
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid", "email"],
    )["UserPoolClient"]
    return client


@pytest.fixture
def visitor(local: LocalPools, open_client: Json) -> Browser:
    """Somebody who has no account yet."""
    return Browser(local, open_client)


@pytest.fixture
def browser(local: LocalPools, web_client: Json) -> Browser:
    return Browser(local, web_client)
