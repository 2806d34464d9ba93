import asyncio

import pytest

from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.pools import Pool
from isthmus.local.cognito.triggers import (
    TIME_LIMIT_SECONDS,
    FunctionAnswer,
    FunctionTimeoutError,
    FunctionUnavailableError,
    TriggerEvent,
    Triggers,
)
from unit.local.cognito.local_pools import CREATE, DEFINE, VERIFY, Json, LocalPools, RefusedError

NAMES = {
    DEFINE: "DefineAuthChallenge",
    CREATE: "CreateAuthChallenge",
    VERIFY: "VerifyAuthChallengeResponse",
}


def _sign_in(local: LocalPools, client_id: str) -> Json:
    started = local.call(
        "InitiateAuth", ClientId=client_id, AuthFlow="CUSTOM_AUTH", AuthParameters={"USERNAME": "jane"}
    )
    return local.call(
        "RespondToAuthChallenge",
        ClientId=client_id,
        ChallengeName="CUSTOM_CHALLENGE",
        Session=started["Session"],
        ChallengeResponses={"USERNAME": "jane", "ANSWER": "open"},
    )


@pytest.mark.parametrize("arn", [DEFINE, CREATE, VERIFY])
@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (b'{"errorMessage": "\'x\'", "errorType": "KeyError"}', "'x'"),
        (b'{"errorType": "Error"}', "null"),
        (b"not json", "null"),
        (b'{"errorMessage": 7}', "null"),
    ],
)
@pytest.mark.usefixtures("user")
def test_words_an_error_of_a_function_as_aws_does(
    local: LocalPools, custom_client: str, arn: str, payload: bytes, message: str
) -> None:
    answer = FunctionAnswer(payload=payload, error="Unhandled")
    local.functions.run[arn] = lambda _event: answer
    with pytest.raises(RefusedError) as refused:
        _sign_in(local, custom_client)
    assert refused.value.code == "UserLambdaValidationException"
    assert refused.value.message == f"{NAMES[arn]} failed with error {message}."


@pytest.mark.usefixtures("user")
def test_an_error_is_an_error_even_if_the_payload_says_yes(local: LocalPools, custom_client: str) -> None:
    payload = b'{"response": {"answerCorrect": true}}'
    answer = FunctionAnswer(payload=payload, error="Unhandled")
    local.functions.run[VERIFY] = lambda _event: answer
    with pytest.raises(RefusedError, match="VerifyAuthChallengeResponse failed with error null"):
        _sign_in(local, custom_client)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (FunctionUnavailableError("AccessDeniedException"), "AccessDeniedException"),
        (FunctionUnavailableError("ResourceNotFoundException"), "ResourceNotFoundException"),
        (FunctionTimeoutError(), "Socket timeout while invoking Lambda function"),
    ],
)
@pytest.mark.usefixtures("user")
def test_words_a_function_that_can_not_run_as_aws_does(
    local: LocalPools, custom_client: str, error: Exception, reason: str
) -> None:
    def fail(_event: Json) -> Json:
        raise error

    local.functions.run[CREATE] = fail
    with pytest.raises(RefusedError) as refused:
        _sign_in(local, custom_client)
    assert refused.value.code == "UnexpectedLambdaException"
    assert refused.value.message == f"CreateAuthChallenge invocation failed due to error {reason}."


def test_gives_up_on_a_function_that_hangs() -> None:
    cancelled = []

    class Hanging:
        async def invoke(self, function_arn: str, *, source_arn: str, payload: bytes) -> FunctionAnswer:
            try:
                return await asyncio.Future()
            except asyncio.CancelledError:
                cancelled.append((function_arn, source_arn, payload))
                raise

    limited = Triggers(Hanging(), region="us-east-1", time_limit_seconds=0.01)
    event = TriggerEvent(
        trigger="CreateAuthChallenge", source="s", username="u", client_id="c", request={}, response={}
    )
    with pytest.raises(AwsError, match="Socket timeout while invoking Lambda function") as refused:
        asyncio.run(limited.run(CREATE, event, pool=_a_pool()))
    assert refused.value.code == "UnexpectedLambdaException"
    assert len(cancelled) == 1


def _a_pool() -> Pool:
    return Pool(
        id="us-east-1_a",
        name="test",
        arn="arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_a",
        issuer="http://127.0.0.1:4566/us-east-1_a",
        settings={},
        created_at=0,
        modified_at=0,
    )


def test_the_limit_is_that_of_aws() -> None:
    assert TIME_LIMIT_SECONDS == 5
