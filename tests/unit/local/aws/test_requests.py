import asyncio
from typing import Any

import pytest

from isthmus.local.aws.requests import read_request
from isthmus.local.awsjson import AwsError

SCOPE: dict[str, Any] = {
    "method": "POST",
    "raw_path": b"/",
    "query_string": b"",
    "headers": [(b"Authorization", b"Bearer "), (b"X-A", b"\t b ")],
}


class Wire:
    """Give the messages one by one; then nothing comes any more."""

    def __init__(self, *messages: dict[str, Any]) -> None:
        self.messages = list(messages)

    async def receive(self) -> dict[str, Any]:
        if not self.messages:
            await asyncio.Event().wait()
        return self.messages.pop(0)


def refusal(wire: Wire, *, body_seconds: float = 20) -> AwsError:
    with pytest.raises(AwsError) as refused:
        asyncio.run(read_request(SCOPE, wire.receive, largest_body=4, body_seconds=body_seconds))
    return refused.value


def test_refuses_a_body_that_never_ends() -> None:
    assert (
        refusal(Wire({"type": "http.request", "body": b"a", "more_body": True}), body_seconds=0.01).status
        == 408
    )


def test_refuses_a_body_that_is_too_large() -> None:
    assert refusal(Wire({"type": "http.request", "body": b"abcde", "more_body": True})).status == 413


def test_refuses_a_body_that_is_declared_too_large_before_it_comes() -> None:
    declared = SCOPE | {"headers": [(b"content-length", b"999999999999")]}
    with pytest.raises(AwsError) as refused:
        asyncio.run(read_request(declared, Wire().receive, largest_body=4, body_seconds=5))
    assert refused.value.status == 413


def test_refuses_a_client_that_is_gone() -> None:
    assert refusal(Wire({"type": "http.disconnect"})).status == 400


def test_blanks_around_a_value_are_no_part_of_it() -> None:
    wire = Wire(
        {"type": "http.request", "body": b"ab", "more_body": True}, {"type": "http.request", "body": b"c"}
    )
    request = asyncio.run(read_request(SCOPE, wire.receive, largest_body=4))
    assert request.headers == (("authorization", "Bearer"), ("x-a", "b"))
    assert request.body == b"abc"
