import sys

import pytest

from isthmus.local.console import doctor
from unit.local.console.console_under_test import ConsoleUnderTest


@pytest.mark.parametrize("body", [{"flow": "other"}, {"flow": 7}, {"more": 1}])
def test_refuses_an_unknown_flow(console: ConsoleUnderTest, body: object) -> None:
    assert console.post("/api/doctor", body).status_code == 400


def test_says_so_if_the_doctor_gives_no_report(
    console: ConsoleUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    answer = console.post("/api/doctor", {"flow": "m2m"})
    assert (answer.status_code, answer.json()["error"]) == (502, "failed")


def test_ends_a_doctor_that_takes_too_long(
    console: ConsoleUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "TIME_LIMIT_SECONDS", 0)
    answer = console.post("/api/doctor", {"flow": None})
    assert (answer.status_code, answer.json()["error"]) == (504, "timeout")
