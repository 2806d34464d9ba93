import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx2
import pytest

from isthmus.errors import UnavailableError
from isthmus.local.aws.emulator import Emulator
from isthmus.local.aws.requests import Request

pytestmark = pytest.mark.anyio

LIST_TABLES = Request(
    method="POST",
    raw_path="/",
    raw_query="",
    headers=(
        ("host", "127.0.0.1:4566"),
        ("content-type", "application/x-amz-json-1.0"),
        ("x-amz-target", "DynamoDB_20120810.ListTables"),
    ),
    body=b"{}",
)
KILLED_PARENT = """
import asyncio, os, signal, sys
from pathlib import Path
from isthmus.local.aws.emulator import Emulator

async def main():
    emulator = Emulator(
        folder=Path(sys.argv[1]),
        endpoint_url="http://127.0.0.1:1",
        region="us-east-1",
        account_id="123456789012",
    )
    await emulator.start()
    await emulator.ready()
    print(emulator._process.pid, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


def modes_below(folder: Path) -> set[int]:
    """Give what others may do with anything in the folder."""
    return {path.stat().st_mode & 0o077 for path in folder.rglob("*")}


def an_emulator(folder: Path) -> Emulator:
    return Emulator(
        folder=folder,
        endpoint_url="http://127.0.0.1:4566",
        region="us-east-1",
        account_id="123456789012",
    )


async def test_says_in_one_line_that_its_folder_is_no_use(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file")
    with pytest.raises(UnavailableError) as failed:
        await an_emulator(tmp_path).start()
    assert str(tmp_path / "state") in str(failed.value)


async def test_says_in_one_line_why_it_cannot_start(tmp_path: Path) -> None:
    emulator = an_emulator(tmp_path)
    emulator._module = "isthmus.local.aws.no_such_module"
    await emulator.start()
    with pytest.raises(UnavailableError) as failed:
        await emulator.ready()
    await emulator.stop()
    assert "No module named" in str(failed.value)
    assert "\n" not in str(failed.value)


async def test_gives_no_answer_before_it_is_ready(tmp_path: Path) -> None:
    with pytest.raises(UnavailableError):
        await an_emulator(tmp_path).call(LIST_TABLES, service="dynamodb")


async def test_nobody_without_the_secret_passes_its_gate(tmp_path: Path) -> None:
    emulator = an_emulator(tmp_path)
    await emulator.start()
    await emulator.ready()
    address = str(emulator._http.base_url)
    root = {"Authorization": "AWS4-HMAC-SHA256 Credential=test/1/us-east-1/iam/aws4_request, Signature=0"}
    strangers: tuple[dict[str, str], ...] = (
        {},
        root,
        {"x-isthmus-secret": ""},
        {"x-isthmus-secret": "x", "x-isthmus-caller": "root"},
    )
    async with httpx2.AsyncClient(base_url=address, trust_env=False) as stranger:
        for headers in strangers:
            for path in ("/", "/_ministack/health", "/_isthmus/assume-role"):
                answer = await stranger.post(path, headers=headers, data={"Action": "ListUsers"})
                assert answer.status_code == 403
    await emulator.stop()


async def test_an_unsettled_caller_does_not_pass_its_gate(tmp_path: Path) -> None:
    emulator = an_emulator(tmp_path)
    await emulator.start()
    await emulator.ready()
    async with emulator.forward(LIST_TABLES, caller="holder") as response:
        assert response.status_code == 403
    async with emulator.forward(LIST_TABLES, caller="public") as response:
        assert response.status_code == 403
    async with emulator.forward(LIST_TABLES, caller="somebody") as response:  # type: ignore[arg-type]  # the point
        assert response.status_code == 403
    await emulator.stop()


async def test_keeps_its_state_over_an_orderly_stop(tmp_path: Path) -> None:
    create = {
        "TableName": "Kept",
        "KeySchema": [{"AttributeName": "Id", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "Id", "AttributeType": "N"}],
        "BillingMode": "PAY_PER_REQUEST",
    }
    headers = (*LIST_TABLES.headers[:2], ("x-amz-target", "DynamoDB_20120810.CreateTable"))
    first = an_emulator(tmp_path)
    await first.start()
    await first.ready()
    request = Request(
        method="POST", raw_path="/", raw_query="", headers=headers, body=json.dumps(create).encode()
    )
    assert (await first.call(request, service="dynamodb")).status_code == 200
    await first.stop()
    second = an_emulator(tmp_path)
    await second.start()
    await second.ready()
    listed = (await second.call(LIST_TABLES, service="dynamodb")).json()
    await second.stop()
    assert listed["TableNames"] == ["Kept"]
    assert modes_below(tmp_path) == {0}


async def test_gives_no_answer_once_it_has_ended(tmp_path: Path) -> None:
    emulator = an_emulator(tmp_path)
    await emulator.start()
    await emulator.ready()
    assert emulator._process is not None
    os.kill(emulator._process.pid, signal.SIGKILL)
    await emulator._process.wait()
    with pytest.raises(UnavailableError):
        await emulator.call(LIST_TABLES, service="dynamodb")
    with pytest.raises(UnavailableError):
        await emulator.find_oidc_provider("arn")
    await emulator.stop()


def test_ends_with_a_parent_that_was_killed(tmp_path: Path) -> None:
    parent = subprocess.run(
        [sys.executable, "-c", KILLED_PARENT, str(tmp_path)], capture_output=True, check=False, timeout=60
    )
    child = int(parent.stdout)
    deadline = time.monotonic() + 10
    while Path(f"/proc/{child}/cmdline").exists() and Path(f"/proc/{child}/cmdline").read_bytes():
        assert time.monotonic() < deadline, "the child outlives its parent"
        time.sleep(0.02)
    assert (tmp_path / "state" / "iam.json").exists()


async def test_two_calls_at_once_are_both_answered(tmp_path: Path) -> None:
    emulator = an_emulator(tmp_path)
    await emulator.start()
    await emulator.ready()
    answers = await asyncio.gather(*(emulator.call(LIST_TABLES, service="dynamodb") for _ in range(8)))
    await emulator.stop()
    assert {answer.status_code for answer in answers} == {200}
