from typing import Any

import pytest

from unit.local.console.console_under_test import ConsoleUnderTest


@pytest.mark.parametrize(
    ("document", "status", "error"),
    [
        ({}, 404, "unknown_flow"),
        ({"flow": "m2m"}, 404, "unknown_flow"),
        ({"flow": "m2m", "user": "ada"}, 400, "unknown_member"),
        ({"flow": 1, "fault": "org-down"}, 404, "unknown_flow"),
    ],
)
def test_refuses_a_run_that_it_can_not_start(
    console: ConsoleUnderTest, document: Any, status: int, error: str
) -> None:
    answer = console.post("/api/runs", document)
    assert (answer.status_code, answer.json()["error"]) == (status, error)


def test_refuses_to_run_for_another_site(console: ConsoleUnderTest) -> None:
    headers = {"Origin": "http://evil.example"}
    assert console.request("POST", "/api/runs", json={"flow": "m2m"}, headers=headers).status_code == 403


def test_refuses_a_run_that_is_not_there(console: ConsoleUnderTest) -> None:
    answer = console.get("/api/runs/nope")
    assert (answer.status_code, answer.json()["error"]) == (404, "unknown_run")


def test_a_stack_without_the_demo_has_no_flows(console: ConsoleUnderTest) -> None:
    assert console.get("/api/flows").json() == []
