import pytest

from isthmus.local.cognito.triggers import FunctionAnswer
from unit.local.cognito.local_pools import CHALLENGE_TRIGGERS, Json, LocalPools, RefusedError

BEFORE = "arn:aws:lambda:us-east-1:123456789012:function:before"
AFTER = "arn:aws:lambda:us-east-1:123456789012:function:after"


@pytest.fixture
def client(local: LocalPools, pool_id: str, custom_client: str) -> str:
    config = CHALLENGE_TRIGGERS | {"PreAuthentication": BEFORE, "PostAuthentication": AFTER}
    local.call("UpdateUserPool", UserPoolId=pool_id, LambdaConfig=config)
    local.functions.respond(BEFORE)
    local.functions.respond(AFTER)
    return custom_client


def _sign_in(local: LocalPools, client_id: str) -> Json:
    started = local.call(
        "InitiateAuth",
        ClientId=client_id,
        AuthFlow="CUSTOM_AUTH",
        AuthParameters={"USERNAME": "jane"},
        ClientMetadata={"from": "start"},
    )
    return local.call(
        "RespondToAuthChallenge",
        ClientId=client_id,
        ChallengeName="CUSTOM_CHALLENGE",
        Session=started["Session"],
        ChallengeResponses={"USERNAME": "jane", "ANSWER": "open"},
        ClientMetadata={"from": "answer"},
    )


@pytest.mark.parametrize(("arn", "trigger"), [(BEFORE, "PreAuthentication"), (AFTER, "PostAuthentication")])
@pytest.mark.usefixtures("user")
def test_an_error_of_a_hook_refuses_the_sign_in(
    local: LocalPools, client: str, arn: str, trigger: str
) -> None:
    refusal = FunctionAnswer(payload=b'{"errorMessage": "not today"}', error="Unhandled")
    local.functions.run[arn] = lambda _event: refusal
    with pytest.raises(RefusedError, match=f"{trigger} failed with error not today") as refused:
        _sign_in(local, client)
    assert refused.value.code == "UserLambdaValidationException"


@pytest.mark.usefixtures("user")
def test_hooks_run_around_the_sign_in_with_their_own_metadata(local: LocalPools, client: str) -> None:
    assert "AuthenticationResult" in _sign_in(local, client)
    assert [event["triggerSource"].partition("_")[0] for event in local.functions.events] == [
        "PreAuthentication",
        "DefineAuthChallenge",
        "CreateAuthChallenge",
        "VerifyAuthChallengeResponse",
        "DefineAuthChallenge",
        "PostAuthentication",
    ]
    before, after = local.functions.events[0]["request"], local.functions.events[-1]["request"]
    assert before["validationData"] == {"from": "start"}
    assert before["userAttributes"]["email"] == "jane@example.com"
    assert after["clientMetadata"] == {"from": "answer"}
    assert after["newDeviceUsed"] is False


def test_the_hook_before_is_told_of_an_unknown_user(local: LocalPools, pool_id: str, client: str) -> None:
    local.call(
        "UpdateUserPoolClient", UserPoolId=pool_id, ClientId=client, PreventUserExistenceErrors="ENABLED"
    )
    local.call("InitiateAuth", ClientId=client, AuthFlow="CUSTOM_AUTH", AuthParameters={"USERNAME": "nobody"})
    event = local.functions.events[0]
    assert event["request"] == {"userAttributes": {}, "userNotFound": True}
