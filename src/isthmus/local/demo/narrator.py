"""Tell hops in a terminal: numbered, with decoded claims, and never a secret."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape

from isthmus.local.demo.telling import failure


class Narrator:
    """Print the story of one flow. Implements the port `isthmus.local.demo.telling.Teller`."""

    def __init__(self, console: Console, *, flow: str, story: str) -> None:
        self._console = console
        self._flow = flow
        self._number = 0
        self._details: list[str] = []
        self._print(f"\n[bold]{flow}[/bold]  {escape(story)}")

    @contextmanager
    def hop(self, title: str) -> Iterator[None]:
        """Number a hop; whatever goes wrong inside names it."""
        self._number += 1
        try:
            yield
        except Exception as error:
            raise failure(error, flow=self._flow, number=self._number, title=title) from error
        self._print(f"  {self._number:>2}  [green]ok[/green]  {escape(title)}", *self._details)
        self._details.clear()

    def tell(self, name: str, value: object) -> None:
        """Add a detail to the hop."""
        self._details.append(f"          [dim]{escape(name)}:[/dim] {escape(str(value))}")

    def _print(self, *lines: str) -> None:
        for line in lines:
            self._console.print(line, soft_wrap=True)
