from typing import Any

import pytest

from unit.local.console.console_under_test import ConsoleUnderTest


def shown(console: ConsoleUnderTest, fault: str) -> dict[str, Any]:
    faults = console.get("/faults").json()["faults"]
    return dict(next(each for each in faults if each["fault"] == fault))


@pytest.mark.parametrize(
    ("document", "status", "error"),
    [
        ({}, 404, "unknown_fault"),
        ({"fault": "nope"}, 404, "unknown_fault"),
        ({"fault": ["org-down"]}, 404, "unknown_fault"),
        ({"fault": "nope", "on": False}, 404, "unknown_fault"),
        ({"fault": "org-slow", "settings": {"seconds": 31}}, 400, "fault_setting"),
        ({"fault": "org-slow", "settings": {"minutes": 1}}, 400, "fault_setting"),
        ({"fault": "org-slow", "settings": [1]}, 400, "fault_setting"),
        ({"fault": "org-slow", "seconds": 1}, 400, "unknown_member"),
        ({"fault": "org-slow", "on": "yes"}, 400, "malformed"),
        ({"fault": "org-slow", "on": None}, 400, "malformed"),
    ],
)
def test_refuses_what_it_can_not_switch(
    console: ConsoleUnderTest, document: Any, status: int, error: str
) -> None:
    answer = console.post("/faults", document)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert not any(fault["is_on"] for fault in console.get("/faults").json()["faults"])


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_refuses_to_switch_for_another_site(console: ConsoleUnderTest, method: str) -> None:
    headers = {"Origin": "http://evil.example", "Content-Type": "application/json"}
    answer = console.request(method, "/faults", headers=headers, content='{"fault": "org-down"}')
    assert answer.status_code == 403
    assert not shown(console, "org-down")["is_on"]


def test_refuses_other_methods(console: ConsoleUnderTest) -> None:
    answer = console.request("PUT", "/faults", json={})
    assert (answer.status_code, answer.json()["error"]) == (405, "method_not_allowed")


def test_switches_on_with_settings_and_shows_it(console: ConsoleUnderTest) -> None:
    answer = console.post("/faults", {"fault": "org-slow", "on": True, "settings": {"seconds": 5}})
    assert answer.status_code == 200
    assert shown(console, "org-slow")["is_on"]
    assert shown(console, "org-slow")["settings"] == {"seconds": 5.0}


def test_switches_on_where_nothing_else_is_said_and_off_again(console: ConsoleUnderTest) -> None:
    console.post("/faults", {"fault": "org-down"})
    assert shown(console, "org-down")["is_on"]
    console.post("/faults", {"fault": "org-down", "on": False})
    assert not shown(console, "org-down")["is_on"]


def test_switches_all_off(console: ConsoleUnderTest) -> None:
    console.post("/faults", {"fault": "org-down"})
    console.post("/faults", {"fault": "wrong-secret"})
    answer = console.request("DELETE", "/faults")
    assert not any(fault["is_on"] for fault in answer.json()["faults"])
