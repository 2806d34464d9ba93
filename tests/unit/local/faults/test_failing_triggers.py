import json

import pytest

from isthmus.local.cognito.triggers import FunctionAnswer, FunctionTimeoutError, FunctionUnavailableError
from isthmus.local.faults.trigger_failing import TRIGGER
from unit.local.cognito.local_pools import LocalPools, RefusedError
from unit.local.faults.boards import Board, WorkingFunctions

pytestmark = pytest.mark.anyio

ARN = "arn:aws:lambda:us-east-1:123456789012:function:sample"
POOL = "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_Sample001"


async def invoke(board: Board, source: str) -> FunctionAnswer:
    functions = board.faults.around_functions(WorkingFunctions())
    event = json.dumps({"triggerSource": source}).encode()
    return await functions.invoke(ARN, source_arn=POOL, payload=event)


@pytest.mark.parametrize(
    ("trigger", "source"),
    [
        ("VerifyAuthChallengeResponse", "VerifyAuthChallengeResponse_Authentication"),
        ("PreTokenGeneration", "TokenGeneration_ClientCredentials"),
        ("PreSignUp", "PreSignUp_ExternalProvider"),
        ("UserMigration", "UserMigration_ForgotPassword"),
    ],
)
async def test_the_trigger_fails_for_each_of_its_sources(board: Board, trigger: str, source: str) -> None:
    await board.on("trigger-failing", trigger=trigger)
    answer = await invoke(board, source)
    assert answer.error == "Unhandled"
    assert json.loads(answer.payload)["errorMessage"] == "The fault trigger-failing is on"
    assert board.acted == ["trigger-failing"]


async def test_the_trigger_may_time_out(board: Board) -> None:
    await board.on("trigger-failing", trigger="PreSignUp", how="timeout")
    with pytest.raises(FunctionTimeoutError):
        await invoke(board, "PreSignUp_SignUp")


async def test_the_trigger_may_be_denied(board: Board) -> None:
    await board.on("trigger-failing", trigger="PreSignUp", how="denied")
    with pytest.raises(FunctionUnavailableError, match="AccessDeniedException"):
        await invoke(board, "PreSignUp_SignUp")


@pytest.mark.parametrize("trigger", TRIGGER.options)
async def test_other_triggers_run(board: Board, trigger: str) -> None:
    await board.on("trigger-failing", trigger=trigger)
    assert (await invoke(board, "Other_Source")).error is None


async def test_triggers_run_again_when_it_is_off(board: Board) -> None:
    await board.on("trigger-failing", trigger="PreSignUp")
    board.off("trigger-failing")
    assert (await invoke(board, "PreSignUp_SignUp")).error is None


@pytest.mark.parametrize(
    ("how", "code", "message"),
    [
        (
            "error",
            "UserLambdaValidationException",
            "PreSignUp failed with error The fault trigger-failing is on.",
        ),
        (
            "timeout",
            "UnexpectedLambdaException",
            "PreSignUp invocation failed due to error Socket timeout while invoking Lambda function.",
        ),
        (
            "denied",
            "UnexpectedLambdaException",
            "PreSignUp invocation failed due to error AccessDeniedException.",
        ),
    ],
)
def test_cognito_refuses_in_its_own_words(
    tmp_path_factory: pytest.TempPathFactory, board: Board, how: str, code: str, message: str
) -> None:
    functions = board.faults.around_functions(WorkingFunctions())
    pools = LocalPools(tmp_path_factory.mktemp("pools"), functions=functions)
    pool = pools.call("CreateUserPool", PoolName="sample", LambdaConfig={"PreSignUp": ARN})["UserPool"]["Id"]
    pools.run(board.on("trigger-failing", trigger="PreSignUp", how=how))
    with pytest.raises(RefusedError) as refused:
        pools.call("AdminCreateUser", UserPoolId=pool, Username="jane")
    assert (refused.value.code, refused.value.message) == (code, message)
    board.off("trigger-failing")
    assert pools.call("AdminCreateUser", UserPoolId=pool, Username="jane")["User"]["Username"] == "jane"
    pools.close()
