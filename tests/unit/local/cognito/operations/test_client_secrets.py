import base64
import hashlib
import hmac

import pytest

from unit.local.cognito.local_pools import Json, LocalPools, RefusedError, basic

SECRET = "a_secret_of_at_least_24_characters"


@pytest.fixture
def client(local: LocalPools, pool_id: str) -> Json:
    local.call("CreateUserPoolDomain", UserPoolId=pool_id, Domain="shop")
    scopes = [{"ScopeName": "read", "ScopeDescription": "Read"}]
    local.call("CreateResourceServer", UserPoolId=pool_id, Identifier="api", Name="API", Scopes=scopes)
    created: Json = local.call(
        "CreateUserPoolClient",
        UserPoolId=pool_id,
        ClientName="job",
        GenerateSecret=True,
        ExplicitAuthFlows=["ALLOW_CLIENT_TOKEN_AUTH"],
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=["api/read"],
    )["UserPoolClient"]
    return created


def _call(local: LocalPools, operation: str, client: Json, **more: str) -> Json:
    return local.call(operation, UserPoolId=client["UserPoolId"], ClientId=client["ClientId"], **more)


def _add(local: LocalPools, client: Json, **more: str) -> Json:
    added: Json = _call(local, "AddUserPoolClientSecret", client, **more)["ClientSecretDescriptor"]
    return added


def _list(local: LocalPools, client: Json) -> list[Json]:
    listed: list[Json] = _call(local, "ListUserPoolClientSecrets", client)["ClientSecrets"]
    return listed


def test_refuses_a_third_secret(local: LocalPools, client: Json) -> None:
    _add(local, client)
    with pytest.raises(RefusedError) as refused:
        _add(local, client)
    assert refused.value.code == "LimitExceededException"
    assert len(_list(local, client)) == 2


def test_refuses_a_secret_for_a_public_client(local: LocalPools, pool_id: str) -> None:
    public = local.call("CreateUserPoolClient", UserPoolId=pool_id, ClientName="app")["UserPoolClient"]
    with pytest.raises(RefusedError, match="The client has no client secret") as refused:
        _add(local, public)
    assert refused.value.code == "InvalidParameterException"
    assert _list(local, public) == []


def test_refuses_a_secret_that_the_client_has(local: LocalPools, client: Json) -> None:
    with pytest.raises(RefusedError, match="has this secret already"):
        _add(local, client, ClientSecret=client["ClientSecret"])


def test_refuses_a_short_secret(local: LocalPools, client: Json) -> None:
    with pytest.raises(RefusedError, match="clientSecret"):
        _add(local, client, ClientSecret="short")


def test_refuses_to_delete_the_only_and_an_unknown_secret(
    local: LocalPools, pool_id: str, client: Json
) -> None:
    only = _list(local, client)[0]["ClientSecretId"]
    with pytest.raises(RefusedError, match="only secret") as refused:
        _call(local, "DeleteUserPoolClientSecret", client, ClientSecretId=only)
    assert refused.value.code == "InvalidParameterException"
    other = local.call("CreateUserPoolClient", UserPoolId=pool_id, ClientName="other", GenerateSecret=True)[
        "UserPoolClient"
    ]
    _add(local, other)
    with pytest.raises(RefusedError) as refused:
        _call(local, "DeleteUserPoolClientSecret", other, ClientSecretId=only)
    assert refused.value.code == "ResourceNotFoundException"


def test_refuses_a_page_that_was_never_begun(local: LocalPools, client: Json) -> None:
    with pytest.raises(RefusedError, match="Invalid pagination token"):
        _call(local, "ListUserPoolClientSecrets", client, NextToken="x")


def test_refuses_a_deleted_secret_everywhere(local: LocalPools, client: Json) -> None:
    first = _list(local, client)[0]["ClientSecretId"]
    added = _add(local, client)
    _call(local, "DeleteUserPoolClientSecret", client, ClientSecretId=first)
    response = local.post_token(
        "grant_type=client_credentials", authorization=basic(client["ClientId"], client["ClientSecret"])
    )
    assert response.json()["error"] == "invalid_client"
    with pytest.raises(RefusedError, match="Invalid client or secret"):
        local.call("GetClientToken", ClientId=client["ClientId"], Secret=client["ClientSecret"])
    shown = _call(local, "DescribeUserPoolClient", client)["UserPoolClient"]
    assert shown["ClientSecret"] == added["ClientSecretValue"]


@pytest.mark.parametrize("chosen", [{}, {"ClientSecret": SECRET}])
def test_both_secrets_give_tokens(local: LocalPools, client: Json, chosen: dict[str, str]) -> None:
    added = _add(local, client, **chosen)
    if chosen:
        assert added["ClientSecretValue"] == SECRET
    for secret in (client["ClientSecret"], added["ClientSecretValue"]):
        response = local.post_token(
            "grant_type=client_credentials", authorization=basic(client["ClientId"], secret)
        )
        assert response.status_code == 200
        assert "ClientAuthenticationResult" in local.call(
            "GetClientToken", ClientId=client["ClientId"], Secret=secret
        )


@pytest.mark.usefixtures("user", "custom_client")
def test_both_secrets_make_a_secret_hash(local: LocalPools, pool_id: str) -> None:
    client = local.call("CreateUserPoolClient", UserPoolId=pool_id, ClientName="app", GenerateSecret=True)[
        "UserPoolClient"
    ]
    added = _add(local, client)
    for secret in (client["ClientSecret"], added["ClientSecretValue"]):
        digest = hmac.digest(secret.encode(), f"jane{client['ClientId']}".encode(), hashlib.sha256)
        started = local.call(
            "InitiateAuth",
            ClientId=client["ClientId"],
            AuthFlow="CUSTOM_AUTH",
            AuthParameters={"USERNAME": "jane", "SECRET_HASH": base64.b64encode(digest).decode()},
        )
        assert started["ChallengeName"] == "CUSTOM_CHALLENGE"


def test_lists_secrets_without_their_values(local: LocalPools, client: Json) -> None:
    added = _add(local, client)
    local.restart()
    listed = _list(local, client)
    assert [set(secret) for secret in listed] == [{"ClientSecretId", "ClientSecretCreateDate"}] * 2
    assert listed[1]["ClientSecretId"] == added["ClientSecretId"]
