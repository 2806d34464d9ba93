"""A hop as one line: time, who asked whom, for what, how it ended, how long it took."""

from datetime import datetime

from rich.console import Console
from rich.text import Text

from isthmus.local.hop_log.log import Line, LoggedHop
from isthmus.local.tracing.hop import Outcome

ENDED_WIDTH, TIME_WIDTH = 5, 9
OTHER_WIDTH = 50
"""What time, status, duration and the beginning of what follows take of a line."""
LEAST_NAMES_WIDTH, MOST_NAMES_WIDTH = 44, 88
MOST_INDENTED = 6
LONGEST_WORDS = 200
LONG_MS = 10_000
_STYLES = {
    Outcome.OPEN: "dim",
    Outcome.OK: "green",
    Outcome.REDIRECT: "cyan",
    Outcome.REFUSED: "yellow",
    Outcome.FAILED: "bold red",
}


def print_line(console: Console, line: Line) -> None:
    """Print one line: cut at the edge of a terminal, whole where nobody has one."""
    console.print(
        render_line(line, width=console.width if console.is_terminal else None),
        no_wrap=True,
        overflow="ellipsis" if console.is_terminal else "ignore",
        crop=console.is_terminal,
        soft_wrap=not console.is_terminal,
    )


def render_line(line: Line, *, width: int | None) -> Text:
    """Make the line, its names cut for a terminal of that width; times are those of the machine's zone."""
    hop = line.hop
    began = datetime.fromtimestamp(hop.began_at).astimezone()
    indent = "  " * min(line.depth, MOST_INDENTED)
    style = _STYLES[hop.outcome]
    text = Text(f"{began:%H:%M:%S}.{began.microsecond // 1000:03d}  ", end="")
    text.stylize("dim")
    names = MOST_NAMES_WIDTH if width is None else width - OTHER_WIDTH
    names = min(MOST_NAMES_WIDTH, max(LEAST_NAMES_WIDTH, names))
    parties = names * 11 // 20
    is_cut = width is not None
    text.append(_column(f"{indent}{_plain(hop.asker)} → {_plain(hop.answerer)}", parties, is_cut=is_cut))
    text.append(_column(_plain(hop.operation), names - parties, is_cut=is_cut), style="bold")
    text.append(_ended(hop).rjust(ENDED_WIDTH), style=style)
    text.append(f"{_duration(hop.duration_ms):>{TIME_WIDTH}}")
    if hop.error:
        text.append(f"  {_plain(hop.error)}", style=style)
    for fault in hop.faults:
        text.append(f"  fault: {_plain(fault)}", style="bold magenta")
    if hop.flow and not line.depth:
        text.append(f"  {_plain(hop.flow)}", style="dim")
    text.rstrip()
    return text


def _ended(hop: LoggedHop) -> str:
    if hop.outcome is Outcome.OPEN:
        return "open"
    return str(hop.status) if hop.status else "broke"


def _duration(milliseconds: float | None) -> str:
    if milliseconds is None:
        return ""
    return f"{milliseconds:.0f} ms" if milliseconds < LONG_MS else f"{milliseconds / 1000:.1f} s"


def _column(text: str, width: int, *, is_cut: bool) -> str:
    if is_cut and len(text) > width:
        text = f"{text[: width - 1]}…"
    return f"{text:<{width}}  "


def _plain(text: str) -> str:
    """SECURITY: clients write parts of it; a terminal obeys control characters, and is deceived by others."""
    return "".join(character if character.isprintable() else "?" for character in text[:LONGEST_WORDS])
