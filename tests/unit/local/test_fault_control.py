import json
from pathlib import Path
from typing import Any

import pytest

from isthmus.errors import ConfigurationError, UnavailableError
from isthmus.local.fault_control import FaultControl, find_fault_control, print_faults
from unit.answering import a_web_server

FAULT = {
    "fault": "org-slow",
    "title": "Org slow",
    "what": "It waits.",
    "is_action": False,
    "is_on": True,
    "settings": {"seconds": 5.0, "of": "org"},
    "choices": [],
}
BOARD = json.dumps({"faults": [FAULT]}).encode()


def test_refuses_an_address_of_another_machine() -> None:
    with pytest.raises(ConfigurationError, match="not an http address of this machine"):
        find_fault_control(ready_file=None, console="http://evil.example:4567")


@pytest.mark.parametrize("written", ["seconds", "=5", ""])
def test_refuses_what_is_no_setting(written: str) -> None:
    with pytest.raises(ConfigurationError, match="write name=value"):
        FaultControl(console="http://127.0.0.1:1").switch_on("org-slow", settings=[written])


def test_says_that_nobody_answers() -> None:
    with pytest.raises(UnavailableError, match="no console answers at"):
        FaultControl(console="http://127.0.0.1:1").faults()


@pytest.mark.parametrize(
    "answer", [(200, b"<html>"), (200, b"[]"), (200, b"{}"), (500, b"{}"), (404, b""), (403, b"[1]")]
)
def test_says_that_something_else_answers(answer: tuple[int, bytes]) -> None:
    with a_web_server(answer) as server, pytest.raises(UnavailableError, match="is no console of a stack"):
        FaultControl(console=server.url).faults()


def test_says_why_the_console_refused() -> None:
    refusal = json.dumps({"error": "unknown_fault", "message": "There is no such fault."}).encode()
    with (
        a_web_server((404, refusal)) as server,
        pytest.raises(UnavailableError, match="There is no such fault"),
    ):
        FaultControl(console=server.url).switch_off("nope")


def test_reads_the_address_from_a_ready_file(tmp_path: Path) -> None:
    ready_file = tmp_path / "ready.json"
    ready_file.write_text('{"console": "http://127.0.0.1:20001"}')
    found = find_fault_control(ready_file=ready_file, console="http://127.0.0.1:4567")
    assert found.console == "http://127.0.0.1:20001"


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("seconds=5", {"seconds": 5.0}),
        ("seconds=-0.5", {"seconds": -0.5}),
        ("of=org", {"of": "org"}),
        ("permission_set=Infinity", {"permission_set": "Infinity"}),
        ("permission_set=a=b", {"permission_set": "a=b"}),
    ],
)
def test_switches_on_with_settings(written: str, sent: dict[str, Any]) -> None:
    with a_web_server((200, BOARD)) as server:
        assert FaultControl(console=server.url).switch_on("org-slow", settings=[written]) == [FAULT]
    (request,) = server.requests
    assert (request.method, request.path) == ("POST", "/faults")
    assert request.headers["content-type"] == "application/json"
    assert json.loads(request.body) == {"fault": "org-slow", "on": True, "settings": sent}


def test_switches_one_off_or_all() -> None:
    with a_web_server((200, BOARD)) as server:
        FaultControl(console=server.url).switch_off("org-slow")
        FaultControl(console=server.url).switch_off(None)
    assert json.loads(server.requests[0].body) == {"fault": "org-slow", "on": False}
    assert server.requests[1].method == "DELETE"


def test_prints_a_table_or_json(capsys: pytest.CaptureFixture[str]) -> None:
    print_faults([FAULT, FAULT | {"is_action": True}], as_json=False)
    table = capsys.readouterr().out
    assert "org-slow" in table
    assert "seconds=5 of=org" in table
    assert "an action" in table
    print_faults([FAULT], as_json=True)
    assert json.loads(capsys.readouterr().out) == {"faults": [FAULT]}
