from typing import Any

import pytest

from isthmus.local.cognito.triggers import FunctionAnswer
from unit.local.cognito.local_pools import (
    CHALLENGE_TRIGGERS,
    Json,
    LocalPools,
    RefusedError,
    basic,
    claims_of,
)

ARN = "arn:aws:lambda:us-east-1:123456789012:function:pre-token"
pytestmark = pytest.mark.usefixtures("user")


def _configure(local: LocalPools, pool_id: str, version: str) -> None:
    config = {"PreTokenGenerationConfig": {"LambdaVersion": version, "LambdaArn": ARN}}
    local.call("UpdateUserPool", UserPoolId=pool_id, LambdaConfig=CHALLENGE_TRIGGERS | config)


def _sign_in(local: LocalPools, client_id: str) -> Json:
    started = local.call(
        "InitiateAuth", ClientId=client_id, AuthFlow="CUSTOM_AUTH", AuthParameters={"USERNAME": "jane"}
    )
    answered = local.call(
        "RespondToAuthChallenge",
        ClientId=client_id,
        ChallengeName="CUSTOM_CHALLENGE",
        Session=started["Session"],
        ChallengeResponses={"USERNAME": "jane", "ANSWER": "open"},
        ClientMetadata={"org": "00D"},
    )
    result: Json = answered["AuthenticationResult"]
    return result


def _answer(local: LocalPools, version: str, details: Any) -> None:
    name = "claimsOverrideDetails" if version == "V1_0" else "claimsAndScopeOverrideDetails"
    local.functions.respond(ARN, **{name: details})


@pytest.mark.parametrize(
    ("version", "details"),
    [
        ("V1_0", []),
        ("V1_0", {"claimsToAddOrOverride": {"a": 1}}),
        ("V1_0", {"claimsToAddOrOverride": "a"}),
        ("V1_0", {"claimsToSuppress": "email"}),
        ("V1_0", {"groupOverrideDetails": {"groupsToOverride": [1]}}),
        ("V1_0", {"groupOverrideDetails": {"preferredRole": 1}}),
        ("V2_0", "all"),
        ("V2_0", {"accessTokenGeneration": {"scopesToAdd": ["two words"]}}),
        ("V2_0", {"accessTokenGeneration": {"scopesToAdd": "api/read"}}),
        ("V2_0", {"accessTokenGeneration": []}),
        ("V2_0", {"idTokenGeneration": {"claimsToAddOrOverride": {"address": {"city": "x"}}}}),
    ],
)
def test_refuses_a_malformed_answer(
    local: LocalPools, pool_id: str, custom_client: str, version: str, details: Any
) -> None:
    _configure(local, pool_id, version)
    _answer(local, version, details)
    with pytest.raises(RefusedError, match="Unrecognizable lambda output"):
        _sign_in(local, custom_client)


def test_an_error_of_the_function_withholds_the_tokens(
    local: LocalPools, pool_id: str, custom_client: str
) -> None:
    _configure(local, pool_id, "V2_0")
    local.functions.run[ARN] = lambda _event: FunctionAnswer(
        payload=b'{"errorMessage":"no"}', error="Handled"
    )
    with pytest.raises(RefusedError, match="PreTokenGeneration failed with error no"):
        _sign_in(local, custom_client)


@pytest.mark.parametrize(
    "name",
    ["sub", "iss", "exp", "iat", "auth_time", "token_use", "jti", "origin_jti", "event_id", "username",
     "client_id", "cognito:username", "version", "aud"],
)  # fmt: skip
def test_a_function_can_not_change_the_claims_that_identify(
    local: LocalPools, pool_id: str, custom_client: str, name: str
) -> None:
    plain = _sign_in(local, custom_client)
    _configure(local, pool_id, "V2_0")
    change = {"claimsToAddOrOverride": {name: "forged"}, "claimsToSuppress": [name]}
    _answer(local, "V2_0", {"idTokenGeneration": change, "accessTokenGeneration": change})
    changed = _sign_in(local, custom_client)
    for token in ("AccessToken", "IdToken"):
        assert set(claims_of(changed[token])) == set(claims_of(plain[token]))
        assert "forged" not in claims_of(changed[token]).values()


def test_the_first_version_changes_the_id_token_and_the_groups(
    local: LocalPools, pool_id: str, custom_client: str
) -> None:
    local.call(
        "UpdateUserPool",
        UserPoolId=pool_id,
        LambdaConfig=CHALLENGE_TRIGGERS | {"PreTokenGeneration": ARN},
    )
    _answer(
        local,
        "V1_0",
        {
            "claimsToAddOrOverride": {"org": "00D", "name": "Overridden"},
            "claimsToSuppress": ["email"],
            "groupOverrideDetails": {
                "groupsToOverride": ["staff"],
                "iamRolesToOverride": ["arn:aws:iam::1:role/r"],
                "preferredRole": "arn:aws:iam::1:role/r",
            },
        },
    )
    result = _sign_in(local, custom_client)
    identity, access = claims_of(result["IdToken"]), claims_of(result["AccessToken"])
    assert (identity["org"], identity["name"]) == ("00D", "Overridden")
    assert "email" not in identity
    assert identity["cognito:groups"] == access["cognito:groups"] == ["staff"]
    assert identity["cognito:roles"] == ["arn:aws:iam::1:role/r"]
    assert identity["cognito:preferred_role"] == "arn:aws:iam::1:role/r"
    assert "org" not in access
    (event,) = local.functions.events_of("TokenGeneration_Authentication")
    assert event["version"] == "1"
    assert event["request"]["clientMetadata"] == {"org": "00D"}
    assert event["response"] == {"claimsOverrideDetails": None}
    assert "scopes" not in event["request"]


@pytest.mark.parametrize("version", ["V2_0", "V3_0"])
def test_later_versions_change_both_tokens_and_the_scopes(
    local: LocalPools, pool_id: str, custom_client: str, version: str
) -> None:
    _configure(local, pool_id, version)
    _answer(
        local,
        version,
        {
            "idTokenGeneration": {"claimsToAddOrOverride": {"teams": ["a", {"b": 1}]}},
            "accessTokenGeneration": {
                "claimsToAddOrOverride": {"org": {"id": "00D"}, "aud": custom_client, "both": 1},
                "claimsToSuppress": ["both"],
                "scopesToAdd": ["api/read", "api/write"],
                "scopesToSuppress": ["api/write", "aws.cognito.signin.user.admin"],
            },
            "groupOverrideDetails": {"groupsToOverride": ["staff"]},
        },
    )
    result = _sign_in(local, custom_client)
    identity, access = claims_of(result["IdToken"]), claims_of(result["AccessToken"])
    assert identity["teams"] == ["a", {"b": 1}]
    assert (access["org"], access["aud"], access["scope"]) == ({"id": "00D"}, custom_client, "api/read")
    assert "both" not in access
    assert access["cognito:groups"] == ["staff"]
    (event,) = local.functions.events_of("TokenGeneration_Authentication")
    assert event["version"] == version[1]
    assert event["request"]["scopes"] == ["aws.cognito.signin.user.admin"]
    assert event["request"]["groupConfiguration"] == {
        "groupsToOverride": [],
        "iamRolesToOverride": [],
        "preferredRole": None,
    }


def test_suppressed_groups_take_their_roles_along(
    local: LocalPools, pool_id: str, custom_client: str
) -> None:
    _configure(local, pool_id, "V2_0")
    groups = {"groupsToOverride": ["g"], "iamRolesToOverride": ["r"], "preferredRole": "r"}
    suppress = {"claimsToSuppress": ["cognito:groups"]}
    _answer(local, "V2_0", {"idTokenGeneration": suppress, "groupOverrideDetails": groups})
    identity = claims_of(_sign_in(local, custom_client)["IdToken"])
    assert not [name for name in identity if name.startswith("cognito:") and name != "cognito:username"]


def test_an_answer_without_changes_is_fine(local: LocalPools, pool_id: str, custom_client: str) -> None:
    _configure(local, pool_id, "V2_0")
    local.functions.run[ARN] = lambda event: event
    assert "IdToken" in _sign_in(local, custom_client)


def test_a_refresh_has_its_own_source(local: LocalPools, pool_id: str, custom_client: str) -> None:
    token = _sign_in(local, custom_client)["RefreshToken"]
    _configure(local, pool_id, "V2_0")
    local.functions.run[ARN] = lambda event: event
    local.call(
        "InitiateAuth",
        ClientId=custom_client,
        AuthFlow="REFRESH_TOKEN_AUTH",
        AuthParameters={"REFRESH_TOKEN": token},
    )
    assert local.functions.events_of("TokenGeneration_RefreshTokens")


@pytest.fixture
def machine(local: LocalPools, pool_id: str) -> Json:
    local.call("CreateUserPoolDomain", UserPoolId=pool_id, Domain="shop")
    scopes = [{"ScopeName": "read", "ScopeDescription": "Read"}]
    local.call("CreateResourceServer", UserPoolId=pool_id, Identifier="api", Name="API", Scopes=scopes)
    client: Json = local.call(
        "CreateUserPoolClient",
        UserPoolId=pool_id,
        ClientName="job",
        GenerateSecret=True,
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=["api/read"],
    )["UserPoolClient"]
    return client


def _machine_token(local: LocalPools, client: Json, *, more: str = "") -> Any:
    authorization = basic(client["ClientId"], client["ClientSecret"])
    return local.post_token(f"grant_type=client_credentials{more}", authorization=authorization)


@pytest.mark.parametrize("version", ["V1_0", "V2_0"])
def test_only_the_third_version_is_asked_about_machines(
    local: LocalPools, pool_id: str, machine: Json, version: str
) -> None:
    _configure(local, pool_id, version)
    assert _machine_token(local, machine).status_code == 200
    assert local.functions.events == []


def test_an_error_of_the_function_refuses_a_machine(local: LocalPools, pool_id: str, machine: Json) -> None:
    _configure(local, pool_id, "V3_0")
    local.functions.run[ARN] = lambda _event: FunctionAnswer(
        payload=b'{"errorMessage":"no"}', error="Handled"
    )
    response = _machine_token(local, machine)
    assert response.status_code == 400
    assert response.json() == {
        "error": "invalid_request",
        "error_description": "PreTokenGeneration failed with error no.",
    }


@pytest.mark.parametrize("metadata", ["x", "[]", "%7B%22a%22%3A1%7D"])
def test_refuses_malformed_metadata_of_a_machine(local: LocalPools, machine: Json, metadata: str) -> None:
    response = _machine_token(local, machine, more=f"&aws_client_metadata={metadata}")
    assert (response.status_code, response.json()) == (400, {"error": "invalid_request"})


def test_the_third_version_changes_a_machine_token(local: LocalPools, pool_id: str, machine: Json) -> None:
    _configure(local, pool_id, "V3_0")
    _answer(
        local,
        "V3_0",
        {
            "accessTokenGeneration": {
                "claimsToAddOrOverride": {"tenant": "t1", "sub": "forged"},
                "scopesToAdd": ["api/extra"],
            }
        },
    )
    response = _machine_token(local, machine, more="&aws_client_metadata=%7B%22a%22%3A%22b%22%7D")
    claims = claims_of(response.json()["access_token"])
    assert (claims["tenant"], claims["scope"], claims["sub"]) == (
        "t1",
        "api/read api/extra",
        machine["ClientId"],
    )
    (event,) = local.functions.events
    assert event["triggerSource"] == "TokenGeneration_ClientCredentials"
    assert event["userName"] == "ClientCredentials"
    assert event["version"] == "3"
    assert event["request"] == {
        "userAttributes": {},
        "groupConfiguration": None,
        "scopes": ["api/read"],
        "clientMetadata": {"a": "b"},
    }
