import json

import pytest
from starlette.requests import Request

from isthmus.local.console.answering import LARGEST_BODY, ConsoleError, check_names, read_object

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def a_request(body: bytes) -> Request:
    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    return Request({"type": "http", "method": "POST", "path": "/", "headers": []}, receive)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff", b"NaN", b'{"a": NaN}', b"[" * 100_000, b"[]", b'"text"']
)
async def test_refuses_what_is_no_json_object(body: bytes) -> None:
    with pytest.raises(ConsoleError) as refused:
        await read_object(a_request(body))
    assert refused.value.status == 400


async def test_refuses_a_body_over_its_limit() -> None:
    with pytest.raises(ConsoleError) as refused:
        await read_object(a_request(json.dumps({"a": "x" * LARGEST_BODY}).encode()))
    assert refused.value.status == 413


async def test_reads_an_object() -> None:
    assert await read_object(a_request(b'{"fault": "org-down"}')) == {"fault": "org-down"}


def test_refuses_members_that_nobody_reads() -> None:
    with pytest.raises(ConsoleError, match="Unknown: onn"):
        check_names({"onn": True}, known=frozenset({"on"}))


def test_takes_known_members() -> None:
    check_names({"on": True}, known=frozenset({"on", "fault"}))
