import logging
from typing import NoReturn

import pytest

from isthmus.local.salesforce.app import Org
from unit.local.console.console_under_test import ConsoleUnderTest


def test_an_unknown_address_says_so_in_json(console: ConsoleUnderTest) -> None:
    answer = console.get("/nowhere")
    assert (answer.status_code, answer.json()) == (404, {"error": "not_found", "message": "Not Found."})


def test_a_wrong_method_says_so_in_json(console: ConsoleUnderTest) -> None:
    answer = console.request("DELETE", "/outbox")
    assert (answer.status_code, answer.json()["error"]) == (405, "method_not_allowed")


def test_a_refusal_of_an_operation_keeps_its_words(console: ConsoleUnderTest) -> None:
    answer = console.get("/api/cognito/user-pools/us-east-1_Absent001")
    assert answer.status_code == 400
    assert answer.json()["error"] == "ResourceNotFoundException"


def test_a_fault_of_ours_tells_nothing_and_logs_no_text(
    console: ConsoleUnderTest, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: Org) -> NoReturn:
        raise RuntimeError("sample secret")

    monkeypatch.setattr(Org, "describe", broken)
    with caplog.at_level(logging.DEBUG, logger="isthmus"):
        answer = console.get("/api/salesforce")
    assert (answer.status_code, answer.json()["error"]) == (500, "failed")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "sample secret" not in caplog.text + answer.text
    assert "/api/salesforce failed: RuntimeError" in caplog.text


def test_serves_its_health(console: ConsoleUnderTest) -> None:
    assert console.get("/health").json() == {"status": "ok"}
