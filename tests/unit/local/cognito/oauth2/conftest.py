import pytest

from unit.local.cognito.local_pools import Json, LocalPools, basic


@pytest.fixture
def machine(local: LocalPools, pool_id: str) -> Json:
    """A machine-to-machine client that may read and write, on a pool with a domain and a second API."""
    local.call("CreateUserPoolDomain", UserPoolId=pool_id, Domain="shop")
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
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=["api/read", "api/write"],
    )["UserPoolClient"]
    return client


@pytest.fixture
def authorization(machine: Json) -> str:
    return basic(machine["ClientId"], machine["ClientSecret"])
