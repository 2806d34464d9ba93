import json
import subprocess
import sys
from pathlib import Path

import pytest

from isthmus.errors import ConfigurationError, MalformedError, UnavailableError
from isthmus.local.hop_log.following import Wanted, find_console, follow
from unit.local.hop_log.conftest import SampleConsole
from unit.local.hop_log.logged import a_hop

ALL = Wanted(flow=None, after=0, last=0)


@pytest.mark.parametrize(
    "url", ["http://console.example:4567", "https://127.0.0.1:4567", "ftp://localhost", "x"]
)
def test_refuses_an_address_that_is_not_of_this_machine(url: str) -> None:
    with pytest.raises(ConfigurationError, match="not an http address of this machine"):
        find_console(ready_file=None, console=url)


@pytest.mark.parametrize("content", ["", "[]", "{}", '"text"'])
def test_refuses_a_ready_file_that_no_stack_wrote(tmp_path: Path, content: str) -> None:
    ready_file = tmp_path / "ready.json"
    ready_file.write_text(content)
    with pytest.raises(ConfigurationError, match="not what a local stack writes"):
        find_console(ready_file=ready_file, console="http://127.0.0.1:1")


def test_refuses_a_ready_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="can't be read"):
        find_console(ready_file=tmp_path / "absent", console="http://127.0.0.1:1")


def test_a_ready_file_says_where_the_console_is(tmp_path: Path) -> None:
    ready_file = tmp_path / "ready.json"
    ready_file.write_text(json.dumps({"console": "http://127.0.0.1:20001"}))
    assert find_console(ready_file=ready_file, console="http://127.0.0.1:1") == "http://127.0.0.1:20001"


@pytest.mark.parametrize("wanted", [ALL, Wanted(flow=None, after=None, last=5)])
def test_says_that_no_console_answers(wanted: Wanted) -> None:
    with pytest.raises(UnavailableError, match="start a stack"):
        follow("http://127.0.0.1:1", wanted=wanted, as_json=False)


@pytest.mark.parametrize("wanted", [ALL, Wanted(flow=None, after=None, last=5)])
def test_says_that_what_answers_tells_of_no_hops(console: SampleConsole, wanted: Wanted) -> None:
    console.status = 404
    with pytest.raises(UnavailableError, match="tells of no hops"):
        follow(console.url, wanted=wanted, as_json=False)


@pytest.mark.parametrize(
    "recent", [b"", b"[]", b"{}", b'{"hops": [{}], "newest": 1}', b'{"hops": 1, "newest": 1}']
)
def test_refuses_an_answer_that_has_no_hops(console: SampleConsole, recent: bytes) -> None:
    console.recent = recent
    with pytest.raises(UnavailableError):
        follow(console.url, wanted=Wanted(flow=None, after=None, last=5), as_json=False)


@pytest.mark.parametrize("data", [b"no JSON", b"{}"])
def test_refuses_an_event_that_is_no_hop(console: SampleConsole, data: bytes) -> None:
    console.stream = b"data: " + data + b"\n\n"
    with pytest.raises(MalformedError):
        follow(console.url, wanted=ALL, as_json=False)


def test_ends_quietly_when_nobody_reads_its_json_any_longer(console: SampleConsole) -> None:
    console.will_tell(*(a_hop(number).to_document() for number in range(1, 1000)))
    command = [
        sys.executable,
        "-m",
        "isthmus",
        "local",
        "trace",
        "--json",
        "--after",
        "0",
        "--console",
        console.url,
    ]
    following = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert following.stdout is not None
    assert following.stderr is not None
    following.stdout.close()
    assert following.stderr.read() == b""
    following.stderr.close()
    assert following.wait(timeout=30) == 0


def test_ends_with_the_stack(console: SampleConsole, capsys: pytest.CaptureFixture[str]) -> None:
    follow(console.url, wanted=ALL, as_json=True)
    assert capsys.readouterr().out == ""


def test_prints_hops_as_lines(console: SampleConsole, capsys: pytest.CaptureFixture[str]) -> None:
    hops = a_hop(1, began_at=2e9, duration_ms=None), a_hop(1, began_at=2e9)
    console.will_tell(*(hop.to_document() for hop in hops))
    follow(console.url, wanted=ALL, as_json=False)
    (line,) = capsys.readouterr().out.splitlines()
    assert line.endswith("200    12 ms")


def test_what_is_open_when_the_stack_stops_is_shown_as_open(
    console: SampleConsole, capsys: pytest.CaptureFixture[str]
) -> None:
    console.will_tell(a_hop(1, began_at=2e9, duration_ms=None).to_document())
    follow(console.url, wanted=ALL, as_json=False)
    assert capsys.readouterr().out.rstrip().endswith("open")


def test_prints_json_lines_of_what_is_over_as_the_console_told_it(
    console: SampleConsole, capsys: pytest.CaptureFixture[str]
) -> None:
    document = json.loads(json.dumps(a_hop(1).to_document()))
    console.will_tell(a_hop(1, duration_ms=None).to_document(), document)
    follow(console.url, wanted=ALL, as_json=True)
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == [document]


def test_leaves_out_hops_of_other_flows(console: SampleConsole, capsys: pytest.CaptureFixture[str]) -> None:
    console.will_tell(
        *(a_hop(n, flow=flow).to_document() for n, flow in enumerate([None, "m2m", "web_identity"]))
    )
    follow(console.url, wanted=Wanted(flow="m2m", after=0, last=0), as_json=True)
    assert [json.loads(line)["flow"] for line in capsys.readouterr().out.splitlines()] == ["m2m"]


def test_begins_with_the_last_hops_and_tells_none_twice(
    console: SampleConsole, capsys: pytest.CaptureFixture[str]
) -> None:
    over, still_open, more = a_hop(8).to_document(), a_hop(7, duration_ms=None).to_document(), a_hop(9)
    console.recent = json.dumps({"hops": [still_open, over], "newest": 8}).encode()
    console.will_tell(a_hop(7).to_document(), over, more.to_document())
    follow(console.url, wanted=Wanted(flow="m2m", after=None, last=2), as_json=True)
    assert console.asked == ["/api/hops?limit=2&flow=m2m", "/api/hops/stream?after=6"]
    assert [json.loads(line)["id"] for line in capsys.readouterr().out.splitlines()] == [8]


def test_begins_after_an_id(console: SampleConsole) -> None:
    follow(console.url, wanted=Wanted(flow=None, after=41, last=10), as_json=True)
    assert console.asked == ["/api/hops/stream?after=41"]


def test_begins_with_none_of_before_if_asked_to(
    console: SampleConsole, capsys: pytest.CaptureFixture[str]
) -> None:
    console.recent = json.dumps({"hops": [a_hop(8).to_document()], "newest": 8}).encode()
    follow(console.url, wanted=Wanted(flow=None, after=None, last=0), as_json=True)
    assert console.asked[1] == "/api/hops/stream?after=8"
    assert capsys.readouterr().out == ""
