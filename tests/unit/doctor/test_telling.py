"""A line for each finding, whatever its words hold."""

import io
import json

from rich.console import Console

from isthmus.clock import SystemClock
from isthmus.doctor.check import Check, Failed, Ok, Skipped, Verdict
from isthmus.doctor.examining import Finding
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import Patient
from isthmus.doctor.telling import Teller, write_json


def a_finding(name: str, verdict: Verdict) -> Finding:
    def run(_: Patient) -> Verdict:
        return verdict

    check = Check(name=name, flow=Flow.M2M, title=name, needs=(), run=run, unanswered="")
    assert check.run(Patient(clock=SystemClock())) is verdict
    return Finding(check=check, verdict=verdict)


FINDINGS = [
    a_finding("m2m.one", Failed(cause="[bold]broken", evidence="[/]", remedy="mend [it]")),
    a_finding("m2m.two", Skipped(because="m2m.one failed")),
    a_finding("m2m.three", Ok(detail="fine")),
]


def test_tells_each_on_its_line_and_takes_no_markup_from_what_was_seen() -> None:
    shown = io.StringIO()
    assert Teller(Console(file=shown, width=40)).tell(FINDINGS) == FINDINGS
    assert shown.getvalue().splitlines() == [
        "failed  m2m.one                    [bold]broken ([/])",
        "        mend: mend [it]",
        "skipped m2m.two                    m2m.one failed",
        "ok      m2m.three                  fine",
        "3 checks, 1 failed, 1 skipped; mend from the top",
    ]


def test_what_a_party_says_moves_no_cursor_and_forges_no_line() -> None:
    shown = io.StringIO()
    said = "\x1b[2J\x9b1A\rsample\nok      m2m.four \u202e\ud800"
    verdict = Failed(cause=said, evidence=said, remedy=said)
    Teller(Console(file=shown, width=400)).tell([a_finding("m2m.one", verdict)])
    assert len(shown.getvalue().splitlines()) == 3
    assert shown.getvalue().replace("\n", "").isprintable()


def test_says_so_if_nothing_was_looked_at() -> None:
    shown = io.StringIO()
    Teller(Console(file=shown, width=100)).tell(FINDINGS[1:2])
    told = "1 checks, 0 failed, 1 skipped: nothing was looked at. Set what the lines above name."
    assert shown.getvalue().splitlines()[-1] == told


def test_collects_without_a_word_where_nobody_watches() -> None:
    shown = io.StringIO()
    teller = Teller(Console(file=shown))
    teller.begin(FINDINGS[0].check)
    assert teller.collect(iter(FINDINGS)) == FINDINGS
    assert not shown.getvalue()


def test_writes_the_same_as_json() -> None:
    told = json.loads(write_json(FINDINGS))
    assert told["is_healthy"] is False
    assert [check["verdict"] for check in told["checks"]] == ["failed", "skipped", "ok"]
    assert [check["title"] for check in told["checks"]] == ["m2m.one", "m2m.two", "m2m.three"]
    assert json.loads(write_json(FINDINGS[1:]))["is_healthy"] is True
