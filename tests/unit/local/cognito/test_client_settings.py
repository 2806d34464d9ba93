import pytest

from isthmus.secret import Secret
from unit.local.cognito.local_pools import Json, LocalPools, RefusedError

SECRET = "s" * 24
APPLICATION = "arn:aws:mobiletargeting:us-east-1:123456789012:apps/sample"


@pytest.fixture
def api(local: LocalPools, pool_id: str) -> str:
    local.call(
        "CreateResourceServer",
        UserPoolId=pool_id,
        Identifier="api",
        Name="API",
        Scopes=[{"ScopeName": "read", "ScopeDescription": "Read"}],
    )
    return "api/read"


MACHINE: Json = {
    "GenerateSecret": True,
    "AllowedOAuthFlowsUserPoolClient": True,
    "AllowedOAuthFlows": ["client_credentials"],
    "AllowedOAuthScopes": ["api/read"],
}
BROWSER: Json = {
    "AllowedOAuthFlowsUserPoolClient": True,
    "AllowedOAuthFlows": ["code"],
    "AllowedOAuthScopes": ["openid"],
    "CallbackURLs": ["https://app.example.com/callback"],
}


@pytest.mark.parametrize(
    ("settings", "code", "message"),
    [
        (
            MACHINE
            | {"AllowedOAuthFlows": ["client_credentials", "code"], "CallbackURLs": ["https://a.b/c"]},
            "InvalidOAuthFlowException",
            "client_credentials flow can not be selected along with code flow or implicit flow.",
        ),
        (
            MACHINE | {"GenerateSecret": False},
            "InvalidOAuthFlowException",
            "client_credentials flow can not be selected if client does not have a client secret.",
        ),
        (
            MACHINE | {"AllowedOAuthScopes": ["openid"]},
            "InvalidOAuthFlowException",
            "openid is not supported with client_credentials flow",
        ),
        (
            MACHINE | {"AllowedOAuthScopes": ["api/read", "api/nothing"]},
            "ScopeDoesNotExistException",
            "Invalid scope requested: api/nothing",
        ),
        (
            MACHINE | {"AllowedOAuthScopes": ["read"]},
            "ScopeDoesNotExistException",
            "Invalid scope requested: read",
        ),
        (
            {"AllowedOAuthFlowsUserPoolClient": True},
            "InvalidParameterException",
            "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use",
        ),
        (
            BROWSER | {"CallbackURLs": []},
            "InvalidOAuthFlowException",
            "CallbackUrls can not be empty when code flow or implicit flow is selected",
        ),
        (
            BROWSER | {"CallbackURLs": ["http://app.example.com/callback"]},
            "InvalidParameterException",
            "http://app.example.com/callback cannot use the HTTP protocol.",
        ),
        (
            BROWSER | {"CallbackURLs": ["https://app.example.com/callback#part"]},
            "InvalidParameterException",
            "https://app.example.com/callback#part cannot use fragment",
        ),
        (
            BROWSER | {"CallbackURLs": ["/callback"]},
            "InvalidParameterException",
            "/callback is not a valid redirect URL.",
        ),
        (
            BROWSER | {"CallbackURLs": ["https://[app/callback"]},
            "InvalidParameterException",
            "https://[app/callback is not a valid redirect URL.",
        ),
        (
            BROWSER | {"LogoutURLs": ["https:///goodbye"]},
            "InvalidParameterException",
            "https:///goodbye is not a valid redirect URL.",
        ),
        (
            BROWSER | {"LogoutURLs": ["https://app.example.com/#"]},
            "InvalidParameterException",
            "https://app.example.com/# cannot use fragment",
        ),
        (
            BROWSER | {"DefaultRedirectURI": "https://app.example.com/other"},
            "InvalidParameterException",
            "The default redirect URI https://app.example.com/other is not in the callback URIs list.",
        ),
        (
            {"ExplicitAuthFlows": ["ALLOW_CUSTOM_AUTH", "ADMIN_NO_SRP_AUTH"]},
            "InvalidParameterException",
            "Auth flow name with prefix 'ALLOW' cannot be used with legacy auth flow names.",
        ),
        (
            {"ExplicitAuthFlows": ["ALLOW_CLIENT_TOKEN_AUTH"]},
            "InvalidParameterException",
            "ALLOW_CLIENT_TOKEN_AUTH needs a client with a secret.",
        ),
        (
            {"GenerateSecret": True, "ExplicitAuthFlows": ["ALLOW_CLIENT_TOKEN_AUTH", "ALLOW_CUSTOM_AUTH"]},
            "InvalidParameterException",
            "ALLOW_CLIENT_TOKEN_AUTH cannot be used with other auth flows.",
        ),
        (
            {"SupportedIdentityProviders": ["COGNITO", "Salesforce"]},
            "InvalidParameterException",
            "The provider Salesforce does not exist for User Pool ",
        ),
        (
            {"AccessTokenValidity": 4, "TokenValidityUnits": {"AccessToken": "minutes"}},
            "InvalidParameterException",
            "Invalid range for token validity.",
        ),
        (
            {"IdTokenValidity": 25},
            "InvalidParameterException",
            "Invalid range for token validity.",
        ),
        (
            {"RefreshTokenValidity": 59, "TokenValidityUnits": {"RefreshToken": "minutes"}},
            "InvalidParameterException",
            "Invalid range for token validity.",
        ),
        (
            {"ReadAttributes": ["custom:nothing"]},
            "InvalidParameterException",
            "Invalid read attributes specified while creating a client",
        ),
        (
            {"WriteAttributes": ["email_verified"]},
            "InvalidParameterException",
            "Invalid write attributes specified while creating a client",
        ),
        (
            {"GenerateSecret": True, "ClientSecret": SECRET},
            "InvalidParameterException",
            "You cannot specify both GenerateSecret as true and provide a ClientSecret value.",
        ),
        (
            {
                "RefreshTokenRotation": {"Feature": "ENABLED"},
                "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
            },
            "InvalidParameterException",
            "ALLOW_REFRESH_TOKEN_AUTH cannot be used with refresh token rotation.",
        ),
        (
            {"AnalyticsConfiguration": {"ApplicationId": "ab"}},
            "InvalidParameterException",
            "Invalid analytics configuration given, either <application arn> or <application id, role arn, ",
        ),
        (
            {"EnablePropagateAdditionalUserContextData": True},
            "InvalidParameterException",
            "Client Secret is required to set EnablePropagateAdditionalUserContextData as true",
        ),
        (
            {"AnalyticsConfiguration": {"ApplicationArn": APPLICATION, "ApplicationId": "ab"}},
            "InvalidParameterException",
            "Invalid analytics configuration given",
        ),
        (
            {
                "AccessTokenValidity": 12,
                "RefreshTokenValidity": 2,
                "TokenValidityUnits": {"RefreshToken": "hours"},
            },
            "InvalidParameterException",
            "Access and Id Token expiration times must be less than or equal to refresh token expiration",
        ),
        (
            {"ReadAttributes": ["dev:custom:x"]},
            "InvalidParameterException",
            "Invalid read attributes specified while creating a client",
        ),
    ],
)
@pytest.mark.usefixtures("api")
def test_refuses_what_aws_refuses(
    local: LocalPools, pool_id: str, settings: Json, code: str, message: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        local.call("CreateUserPoolClient", UserPoolId=pool_id, ClientName="app", **settings)
    assert refused.value.code == code
    assert refused.value.message.startswith(message)


@pytest.mark.parametrize("operation", ["DescribeUserPoolClient", "DeleteUserPoolClient"])
def test_refuses_a_client_of_another_pool(local: LocalPools, pool_id: str, operation: str) -> None:
    other = local.call("CreateUserPool", PoolName="other")["UserPool"]["Id"]
    client = local.call("CreateUserPoolClient", UserPoolId=pool_id, ClientName="app")["UserPoolClient"]
    with pytest.raises(RefusedError, match=f"User pool client {client['ClientId']} does not exist"):
        local.call(operation, UserPoolId=other, ClientId=client["ClientId"])


def test_a_client_has_the_defaults_of_aws(local: LocalPools, pool_id: str) -> None:
    client = local.call("CreateUserPoolClient", UserPoolId=pool_id, ClientName="app")["UserPoolClient"]
    assert len(client["ClientId"]) == 26
    assert "ClientSecret" not in client
    assert client["RefreshTokenValidity"] == 30
    assert client["AllowedOAuthFlowsUserPoolClient"] is False
    assert client["EnableTokenRevocation"] is True
    assert client["AuthSessionValidity"] == 3
    assert client["PreventUserExistenceErrors"] == "LEGACY"


@pytest.mark.usefixtures("api")
def test_makes_a_machine_client_with_a_secret(local: LocalPools, pool_id: str) -> None:
    created = local.call("CreateUserPoolClient", UserPoolId=pool_id, ClientName="job", **MACHINE)
    client = created["UserPoolClient"]
    assert 24 <= len(client["ClientSecret"]) <= 64
    described = local.call("DescribeUserPoolClient", UserPoolId=pool_id, ClientId=client["ClientId"])
    assert described["UserPoolClient"] == client


def test_takes_loopback_and_custom_scheme_callbacks(local: LocalPools, pool_id: str) -> None:
    urls = ["http://localhost:8443/callback.html", "http://127.0.0.1/cb", "http://[::1]:1/cb", "myapp://cb"]
    settings = BROWSER | {"CallbackURLs": urls}
    client = local.call("CreateUserPoolClient", UserPoolId=pool_id, ClientName="app", **settings)
    assert client["UserPoolClient"]["CallbackURLs"] == urls


@pytest.mark.usefixtures("api")
def test_an_update_resets_what_it_omits_and_keeps_the_secret(local: LocalPools, pool_id: str) -> None:
    created = local.call("CreateUserPoolClient", UserPoolId=pool_id, ClientName="job", **MACHINE)
    client = created["UserPoolClient"]
    updated = local.call(
        "UpdateUserPoolClient", UserPoolId=pool_id, ClientId=client["ClientId"], AuthSessionValidity=15
    )["UserPoolClient"]
    assert updated["AllowedOAuthFlowsUserPoolClient"] is False
    assert "AllowedOAuthScopes" not in updated
    assert updated["AuthSessionValidity"] == 15
    assert (updated["ClientName"], updated["ClientSecret"]) == ("job", client["ClientSecret"])


def test_lists_clients_page_by_page(local: LocalPools, pool_id: str) -> None:
    made = {
        local.call("CreateUserPoolClient", UserPoolId=pool_id, ClientName=name)["UserPoolClient"]["ClientId"]
        for name in "abc"
    }
    listed: set[str] = set()
    token: Json = {}
    while True:
        page = local.call("ListUserPoolClients", UserPoolId=pool_id, MaxResults=2, **token)
        listed |= {client["ClientId"] for client in page["UserPoolClients"]}
        if "NextToken" not in page:
            break
        token = {"NextToken": page["NextToken"]}
    assert listed == made


def test_a_deleted_client_is_gone(local: LocalPools, pool_id: str) -> None:
    client = local.call("CreateUserPoolClient", UserPoolId=pool_id, ClientName="app")["UserPoolClient"]
    local.call("DeleteUserPoolClient", UserPoolId=pool_id, ClientId=client["ClientId"])
    with pytest.raises(RefusedError) as refused:
        local.call("DescribeUserPoolClient", UserPoolId=pool_id, ClientId=client["ClientId"])
    assert refused.value.code == "ResourceNotFoundException"


def test_the_seed_can_not_pin_what_aws_would_refuse(local: LocalPools, pool_id: str) -> None:
    for settings, code in (
        (MACHINE, "ScopeDoesNotExistException"),
        ({"ExplicitAuthFlows": ["MAGIC"]}, "InvalidParameterException"),
    ):
        request = {"ClientName": "job", **settings}
        with pytest.raises(Exception, match=r"Invalid scope|enum value set") as refused:
            local.pools.pin_client(pool_id, client_id="pinned", client_secret=None, request=request)
        assert getattr(refused.value, "code", None) == code


@pytest.mark.usefixtures("api")
def test_the_seed_pins_id_and_secret_once(local: LocalPools, pool_id: str) -> None:
    request = {name: value for name, value in MACHINE.items() if name != "GenerateSecret"}
    request["ClientName"] = "job"
    local.pools.pin_client(pool_id, client_id="pinned", client_secret=Secret(SECRET), request=request)
    client = local.call("DescribeUserPoolClient", UserPoolId=pool_id, ClientId="pinned")["UserPoolClient"]
    assert client["ClientSecret"] == SECRET
    with pytest.raises(Exception, match="pinned already exists"):
        local.pools.pin_client(pool_id, client_id="pinned", client_secret=None, request=request)


def test_keeps_analytics_and_the_passing_on_of_context_data(local: LocalPools, pool_id: str) -> None:
    settings: Json = {
        "AnalyticsConfiguration": {"ApplicationArn": APPLICATION, "UserDataShared": True},
        "EnablePropagateAdditionalUserContextData": True,
    }
    created = local.call(
        "CreateUserPoolClient", UserPoolId=pool_id, ClientName="app", GenerateSecret=True, **settings
    )["UserPoolClient"]
    assert {name: created[name] for name in settings} == settings


@pytest.mark.parametrize(("unit", "validity"), [("seconds", 2_592_000), ("minutes", 43_200), ("hours", 720)])
def test_a_refresh_token_is_valid_for_thirty_days_in_any_unit(
    local: LocalPools, pool_id: str, unit: str, validity: int
) -> None:
    client = local.call(
        "CreateUserPoolClient",
        UserPoolId=pool_id,
        ClientName="app",
        RefreshTokenValidity=0,
        TokenValidityUnits={"RefreshToken": unit},
    )["UserPoolClient"]
    assert client["RefreshTokenValidity"] == validity
