import asyncio
import zlib
from collections.abc import AsyncIterator
from typing import Any

import pytest

from unit.local.faults.boards import API, Board, ask

pytestmark = pytest.mark.anyio

AWS = "http://127.0.0.1:4566"
ORG = "https://localhost:4443"
USER_POOLS = "AWSCognitoIdentityProviderService.InitiateAuth"
IDENTITY_POOLS = "AWSCognitoIdentityService.GetId"
SCAN = "DynamoDB_20120810.Scan"


def call(board: Board, target: str) -> Any:
    return ask(board.faults.around_aws, "POST", f"{AWS}/", headers=API | {"x-amz-target": target})


@pytest.mark.parametrize(
    "path", ["/", "/services/oauth2/userinfo", "/services/data/v66.0/limits", "/id/keys"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
async def test_an_org_that_is_down_answers_503_everywhere(board: Board, method: str, path: str) -> None:
    await board.on("org-down")
    answer = await ask(board.faults.around_org, method, f"{ORG}{path}")
    assert (answer.status_code, answer.headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert "down for maintenance" in answer.text
    assert board.acted == ["org-down"]


async def test_an_org_answers_again_when_it_is_not_down(board: Board) -> None:
    await board.on("org-down")
    board.off("org-down")
    assert (await ask(board.faults.around_org, "GET", ORG)).text == "it works"
    assert board.acted == []


async def test_a_slow_org_answers_as_ever_after_a_while(board: Board) -> None:
    await board.on("org-slow", seconds=0.1)
    began = asyncio.get_running_loop().time()
    assert (await ask(board.faults.around_org, "GET", ORG)).text == "it works"
    assert asyncio.get_running_loop().time() - began >= 0.09
    assert board.acted == ["org-slow"]


async def test_who_waits_for_a_slow_org_goes_on_when_it_is_switched_off(board: Board) -> None:
    await board.on("org-slow", seconds=30)
    waiting = asyncio.create_task(ask(board.faults.around_org, "GET", ORG))
    await asyncio.wait_for(board.has_acted.wait(), timeout=5)
    board.faults.switchboard.all_off()
    async with asyncio.timeout(5):
        assert (await waiting).text == "it works"


@pytest.mark.parametrize("target", [USER_POOLS, IDENTITY_POOLS])
async def test_throttled_apis_answer_as_aws_does(board: Board, target: str) -> None:
    await board.on("cognito-throttled")
    answer = await call(board, target)
    assert answer.status_code == 400
    assert answer.json() == {"__type": "TooManyRequestsException", "message": "Rate exceeded"}
    assert answer.headers["access-control-allow-origin"] == "*"
    assert board.acted == ["cognito-throttled"]


async def test_a_throttled_token_endpoint_answers_429(board: Board) -> None:
    await board.on("cognito-throttled")
    answer = await ask(board.faults.around_aws, "POST", f"{AWS}/oauth2/token", content="grant_type=x")
    assert (answer.status_code, answer.content) == (429, b"")


@pytest.mark.parametrize(
    ("method", "path", "target"),
    [
        ("OPTIONS", "/", USER_POOLS),
        ("GET", "/us-east-1_Sample001/.well-known/jwks.json", ""),
        ("GET", "/login", ""),
        ("POST", "/", SCAN),
        ("POST", "/", "Logs_20140328.PutLogEvents"),
    ],
)
async def test_throttling_cognito_leaves_the_rest_alone(
    board: Board, method: str, path: str, target: str
) -> None:
    await board.on("cognito-throttled")
    answer = await ask(board.faults.around_aws, method, AWS + path, headers={"x-amz-target": target})
    assert answer.text == "it works"


@pytest.mark.parametrize(("share", "met"), [(1, 20), (0.5, 10), (0.1, 2), (0.05, 1)])
async def test_a_share_of_requests_is_throttled_evenly(board: Board, share: float, met: int) -> None:
    await board.on("cognito-throttled", share=share)
    answers = [(await call(board, USER_POOLS)).status_code for _ in range(20)]
    assert answers.count(400) == met


async def test_a_throttled_table_answers_as_dynamodb_does(board: Board) -> None:
    await board.on("dynamodb-throttled")
    answer = await call(board, SCAN)
    assert answer.status_code == 400
    assert answer.json()["__type"].endswith("#ProvisionedThroughputExceededException")
    assert int(answer.headers["x-amz-crc32"]) == zlib.crc32(answer.content)
    assert board.acted == ["dynamodb-throttled"]


@pytest.mark.parametrize("target", ["DynamoDB_20120810.DescribeTable", USER_POOLS, ""])
async def test_throttling_tables_leaves_the_rest_alone(board: Board, target: str) -> None:
    await board.on("dynamodb-throttled")
    assert (await call(board, target)).text == "it works"


async def test_a_refused_request_is_read_like_any_other(board: Board) -> None:
    await board.on("org-down")
    taken: list[bytes] = []

    async def parts() -> AsyncIterator[bytes]:
        for part in (b"a" * 600_000, b"b" * 600_000, b"never asked for"):
            taken.append(part)
            yield part

    answer = await ask(board.faults.around_org, "POST", ORG, content=parts())
    assert (answer.status_code, len(taken)) == (503, 2)


async def test_two_faults_act_each_on_its_own(board: Board) -> None:
    await board.on("dynamodb-throttled")
    await board.on("cognito-throttled")
    await call(board, SCAN)
    await call(board, USER_POOLS)
    assert board.acted == ["dynamodb-throttled", "cognito-throttled"]


async def test_a_slow_org_that_is_down_is_both(board: Board) -> None:
    await board.on("org-slow", seconds=0.1)
    await board.on("org-down")
    assert (await ask(board.faults.around_org, "GET", ORG)).status_code == 503
    assert board.acted == ["org-slow", "org-down"]
