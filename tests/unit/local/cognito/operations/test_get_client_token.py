import pytest

from unit.local.cognito.local_pools import ISSUER_BASE, Json, LocalPools, RefusedError, claims_of


@pytest.fixture
def machine(local: LocalPools, pool_id: str) -> Json:
    for identifier in ("api", "other"):
        scopes = [{"ScopeName": name, "ScopeDescription": name.title()} for name in ("read", "write")]
        local.call(
            "CreateResourceServer", UserPoolId=pool_id, Identifier=identifier, Name="API", Scopes=scopes
        )
    client: Json = local.call(
        "CreateUserPoolClient",
        UserPoolId=pool_id,
        ClientName="job",
        GenerateSecret=True,
        ExplicitAuthFlows=["ALLOW_CLIENT_TOKEN_AUTH"],
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=["api/read", "api/write"],
    )["UserPoolClient"]
    return client


def test_refuses_an_unknown_client_and_a_wrong_secret_alike(local: LocalPools, machine: Json) -> None:
    for client_id, secret in (
        ("nothing", machine["ClientSecret"]),
        (machine["ClientId"], "s" * 51),
        (machine["ClientId"], machine["ClientSecret"][:-1]),
    ):
        with pytest.raises(RefusedError) as refused:
            local.call("GetClientToken", ClientId=client_id, Secret=secret)
        assert (refused.value.code, refused.value.message) == (
            "NotAuthorizedException",
            "Invalid client or secret",
        )


def test_refuses_a_public_client(local: LocalPools, pool_id: str) -> None:
    client = local.call("CreateUserPoolClient", UserPoolId=pool_id, ClientName="app")["UserPoolClient"]
    with pytest.raises(RefusedError, match="Invalid client or secret"):
        local.call("GetClientToken", ClientId=client["ClientId"], Secret="s" * 24)


def test_refuses_a_client_without_the_flow(local: LocalPools, pool_id: str) -> None:
    client = local.call("CreateUserPoolClient", UserPoolId=pool_id, ClientName="app", GenerateSecret=True)[
        "UserPoolClient"
    ]
    with pytest.raises(RefusedError, match="ALLOW_CLIENT_TOKEN_AUTH is not enabled for the client"):
        local.call("GetClientToken", ClientId=client["ClientId"], Secret=client["ClientSecret"])


@pytest.mark.parametrize(
    ("scopes", "code"),
    [
        (["api/read", "other/read"], "NotAuthorizedException"),
        (["openid"], "NotAuthorizedException"),
        (["api/nothing"], "InvalidParameterException"),
        (["nothing/read"], "InvalidParameterException"),
    ],
)
def test_refuses_the_whole_request_for_one_scope(
    local: LocalPools, machine: Json, scopes: list[str], code: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        local.call(
            "GetClientToken",
            ClientId=machine["ClientId"],
            Secret=machine["ClientSecret"],
            Scopes=scopes,
        )
    assert refused.value.code == code


def test_gives_a_token_without_a_domain(local: LocalPools, pool_id: str, machine: Json) -> None:
    result = local.call(
        "GetClientToken",
        ClientId=machine["ClientId"],
        Secret=machine["ClientSecret"],
        Scopes=["api/read"],
    )["ClientAuthenticationResult"]
    assert (result["ExpiresIn"], result["TokenType"]) == (3600, "Bearer")
    claims = claims_of(result["AccessToken"])
    assert claims["sub"] == claims["client_id"] == machine["ClientId"]
    assert claims["scope"] == "api/read"
    assert claims["iss"] == f"{ISSUER_BASE}/{pool_id}"


def test_gives_all_scopes_when_none_is_asked_for(local: LocalPools, machine: Json) -> None:
    result = local.call("GetClientToken", ClientId=machine["ClientId"], Secret=machine["ClientSecret"])
    claims = claims_of(result["ClientAuthenticationResult"]["AccessToken"])
    assert claims["scope"] == "api/read api/write"


def test_a_machine_token_opens_no_account(local: LocalPools, machine: Json) -> None:
    result = local.call("GetClientToken", ClientId=machine["ClientId"], Secret=machine["ClientSecret"])
    with pytest.raises(RefusedError, match="Invalid Access Token"):
        local.call("GetUser", AccessToken=result["ClientAuthenticationResult"]["AccessToken"])
