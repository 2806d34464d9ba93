import logging
from dataclasses import replace
from typing import NoReturn

import httpx2
import pytest

from isthmus.local.console.app import build_console
from isthmus.local.console.parts import ConsoleParts

pytestmark = pytest.mark.anyio


async def test_an_unknown_address_says_so_in_json(console: httpx2.AsyncClient) -> None:
    answer = await console.get("/nowhere")
    assert (answer.status_code, answer.json()) == (404, {"error": "not_found", "message": "Not Found."})


async def test_a_wrong_method_says_so_in_json(console: httpx2.AsyncClient) -> None:
    answer = await console.request("DELETE", "/outbox")
    assert (answer.status_code, answer.json()["error"]) == (405, "method_not_allowed")


async def test_serves_its_health(console: httpx2.AsyncClient) -> None:
    assert (await console.get("/health")).json() == {"status": "ok"}


async def test_a_fault_of_ours_tells_nothing_and_logs_no_text(
    parts: ConsoleParts, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> NoReturn:
        raise RuntimeError("sample secret")

    transport = httpx2.ASGITransport(app=build_console(replace(parts, outbox=broken)))
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:4567") as client:
        with caplog.at_level(logging.DEBUG):
            answer = await client.get("/outbox")
    assert (answer.status_code, answer.json()["error"]) == (500, "failed")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "sample secret" not in caplog.text + answer.text
    assert "/outbox failed: RuntimeError" in caplog.text
