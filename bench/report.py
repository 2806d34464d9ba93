"""The results as a terminal's table, as JSON and as docs/bench.md. Ratios first, absolute values second."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.figures import Figure

COLUMNS = ("what", "ours beside others", "absolute", "budget")
HOW = """# How fast it is

Written by `make bench WRITE=1`: one run, all systems on the same machine in turn, over loopback, with the
load generator on the same cores. Ratios say how many times better ours is: below 1 the other is better.
Numbers of one run vary by a tenth or two; compare ratios, not absolute values. What else
the machine does counts, too, most of all at the start; only where processor time is said it does not.

`make bench` measures everything in about six minutes, and two more the first time, `make bench ONLY=token`
one group. A group is a file in `bench/groups/` with a `measure(run)` that gives `Figure`s; put yours there,
and its name into `bench/__main__.py`. The other emulators and libraries are installed in environments of
their own below `.make/bench/`, with pinned versions; what can't be installed is left out, and named here.
Libraries run in processes of their own, which time themselves (`bench/peers/`).

What is known of the limits, and why a budget is missed: a token seen before costs one SHA-256 of its text,
which is two fifths of the whole, two readings of the clock and the lookups; nothing cheaper may stand for a
signature check, and a token is not kept. The first sight of a token is half RSA, a fifth base64 and JSON
with one meaning only, and what it costs to keep the result. The token endpoint is one Python process, which
spends about as long on a request as a core with AVX-512 on an RSA-2048 signature; there, three quarters of
what all cores sign are out of its reach. More processes would reach it, as further owners of one SQLite
file and of the keys in it: not worth it on a laptop. A password sign-in is as fast as its scrypt hash. A
custom sign-in is four runs of functions, of which most is ministack's own work for an invocation. The start
is importing, and 38 API calls that bring the demo up to date. To record a hop is 8 µs of Python while nobody
else uses the machine's caches, and several times that while others do.
"""


def show(console: Console, figures: Sequence[Figure]) -> None:
    """Print the table of one group."""
    table = Table(show_lines=True)
    for column in COLUMNS:
        table.add_column(column, overflow="fold")
    for figure in figures:
        style = "" if figure.budget is None else "green" if figure.budget.is_met else "red"
        *cells, budget = _cells(figure)
        table.add_row(*cells, f"[{style}]{budget}[/{style}]" if style else budget)
    console.print(table)


def write_json(path: Path, results: Mapping[str, Sequence[Figure]], *, machine: str) -> None:
    """Write everything measured."""
    document = {
        "machine": machine,
        "groups": {name: list(map(_document, each)) for name, each in results.items()},
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def write_markdown(
    path: Path, results: Mapping[str, Sequence[Figure]], *, machine: str, left_out: Mapping[str, str]
) -> None:
    """Write docs/bench.md."""
    lines = [HOW, f"Machine: {machine}.", ""]
    lines += [f"Left out: {name} ({why})." for name, why in left_out.items()]
    for name, figures in results.items():
        lines += ["", f"## {name}", "", f"| {' | '.join(COLUMNS)} | note |", "|---|---|---|---|---|"]
        lines += [f"| {' | '.join((*_cells(figure), figure.note))} |" for figure in figures]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _cells(figure: Figure) -> tuple[str, str, str, str]:
    ratios = [
        f"{figure.ratio(value):.2g} times {name}" if isinstance(value, float) else f"{name} {value}"
        for name, value in figure.others.items()
    ]
    values = {"ours": figure.ours} | {
        name: value for name, value in figure.others.items() if isinstance(value, float)
    }
    absolute = ", ".join(f"{name} {_amount(value)}" for name, value in values.items())
    budget = "" if figure.budget is None else f"{figure.budget.says}: {figure.budget.verdict()}"
    return figure.what, ", ".join(ratios), f"{absolute} {figure.unit}".strip(), budget


def _amount(value: float) -> str:
    if value >= 100:  # noqa: PLR2004  three digits are enough
        return f"{value:,.0f}"
    return f"{value:.3g}"


def _document(figure: Figure) -> dict[str, Any]:
    budget = figure.budget
    return {
        "what": figure.what,
        "unit": figure.unit,
        "better": figure.better,
        "ours": figure.ours,
        "others": dict(figure.others),
        "ratios": {
            name: figure.ratio(value) for name, value in figure.others.items() if isinstance(value, float)
        },
        "budget": None
        if budget is None
        else {"says": budget.says, "value": budget.value, "limit": budget.limit, "met": budget.is_met},
        "note": figure.note,
    }
