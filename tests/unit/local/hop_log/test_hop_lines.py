import io

import pytest
from rich.console import Console

from isthmus.local.hop_log.lines import print_line, render_line
from isthmus.local.hop_log.log import Line, LoggedHop
from isthmus.local.tracing.hop import Hop, Outcome
from unit.local.hop_log.logged import a_hop


def words(hop: Hop, *, depth: int = 0, width: int | None = None) -> str:
    return render_line(Line(hop=LoggedHop.of(hop), depth=depth), width=width).plain


@pytest.mark.parametrize("text", ["a\x1b[2Jb", "a\nb", "a\u202eb", "a\x00b", "a\rb", "a\u2028b"])
def test_what_a_terminal_obeys_is_not_written(text: str) -> None:
    hop = a_hop(operation=text, asker_name=text, answerer_name=text, error=text, flow=text, faults=(text,))
    line = words(hop)
    assert line.isprintable()
    assert line.count("a?") == 6


def test_markup_in_a_name_is_text() -> None:
    assert "[red]Scan[/red]" in words(a_hop(operation="[red]Scan[/red]"))


def test_has_nothing_of_headers_bodies_and_addresses() -> None:
    assert "sample" not in words(a_hop())


def test_a_long_name_is_cut() -> None:
    assert len(words(a_hop(operation="x" * 10_000))) < 400


def test_tells_who_asked_whom_for_what_how_it_ended_and_how_long_it_took() -> None:
    line = words(a_hop(flow="m2m"))
    assert line[14:].split() == [
        "Client",
        "→",
        "Cognito",
        "client_credentials",
        "token",
        "200",
        "12",
        "ms",
        "m2m",
    ]


def test_tells_a_refusal_with_its_code_and_the_faults() -> None:
    hop = a_hop(outcome=Outcome.REFUSED, status=400, error="NotAuthorizedException", faults=("org-down",))
    assert "  400    12 ms  NotAuthorizedException  fault: org-down" in words(hop)


@pytest.mark.parametrize(
    ("hop", "expected"),
    [
        (a_hop(duration_ms=None), "open"),
        (a_hop(status=0, outcome=Outcome.FAILED), "broke    12 ms"),
        (a_hop(duration_ms=12_345.6), "12.3 s"),
    ],
)
def test_tells_what_is_open_what_broke_off_and_what_took_long(hop: Hop, expected: str) -> None:
    assert words(hop).endswith(expected)


@pytest.mark.parametrize(("depth", "indent"), [(0, 0), (2, 4), (100, 12)])
def test_is_indented_by_its_depth_but_not_off_the_screen(depth: int, indent: int) -> None:
    assert words(a_hop(), depth=depth)[14:].startswith(" " * indent + "Client")


def test_stays_on_one_line_of_a_terminal_and_is_whole_elsewhere() -> None:
    line = Line(hop=LoggedHop.of(a_hop(error="SampleException")), depth=0)
    for is_terminal in (True, False):
        output = io.StringIO()
        print_line(Console(file=output, width=60, force_terminal=is_terminal, color_system=None), line)
        (text,) = output.getvalue().splitlines()
        assert text.endswith("SampleException") is not is_terminal


@pytest.mark.parametrize("width", [40, 80, 120, 300])
def test_long_names_are_cut_so_that_a_terminal_shows_how_it_ended(width: int) -> None:
    hop = a_hop(asker_name="a" * 99, operation="b" * 99, flow="m2m")
    line = words(hop, width=width)
    assert "…  b" in line
    assert "…    200    12 ms" in line
    assert len(line) <= max(82, width)


def test_names_are_whole_where_there_is_no_terminal() -> None:
    assert "a" * 99 in words(a_hop(asker_name="a" * 99))
