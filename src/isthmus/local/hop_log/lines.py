"""A hop as one line: time, who asked whom, for what, how it ended, how long it took."""

from datetime import datetime

from rich.console import Console
from rich.text import Text

from isthmus.local.hop_log.log import Line, LoggedHop
from isthmus.local.tracing.hop import Outcome

PARTIES_WIDTH, OPERATION_WIDTH, ENDED_WIDTH, TIME_WIDTH = 36, 38, 5, 9
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
        render_line(line),
        no_wrap=True,
        overflow="ellipsis" if console.is_terminal else "ignore",
        crop=console.is_terminal,
        soft_wrap=not console.is_terminal,
    )


def render_line(line: Line) -> Text:
    """Make the line; times are those of the machine's zone."""
    hop = line.hop
    began = datetime.fromtimestamp(hop.began_at).astimezone()
    indent = "  " * min(line.depth, MOST_INDENTED)
    style = _STYLES[hop.outcome]
    text = Text(f"{began:%H:%M:%S}.{began.microsecond // 1000:03d}  ", end="")
    text.stylize("dim")
    text.append(_wide(f"{indent}{_plain(hop.asker)} → {_plain(hop.answerer)}", PARTIES_WIDTH))
    text.append(_wide(_plain(hop.operation), OPERATION_WIDTH), style="bold")
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


def _wide(text: str, width: int) -> str:
    return f"{text:<{width}}  "


def _plain(text: str) -> str:
    """SECURITY: clients write parts of it; a terminal obeys control characters, and is deceived by others."""
    return "".join(character if character.isprintable() else "?" for character in text[:LONGEST_WORDS])
