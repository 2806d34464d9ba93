"""Tell hops in words: numbered, with decoded claims, and never a secret."""

import base64
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.markup import escape

from isthmus.errors import IsthmusError

MASK = "***"


class HopFailedError(IsthmusError):
    """A hop of the demo did not do what it should."""

    code = "hop_failed"


class Narrator:
    """Print the story of one flow."""

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
            reason = f"{self._flow}, hop {self._number} ({title}) failed: {type(error).__name__}: {error}"
            raise HopFailedError(reason) from error
        self._print(f"  {self._number:>2}  [green]ok[/green]  {escape(title)}", *self._details)
        self._details.clear()

    def tell(self, name: str, value: object) -> None:
        """Add a detail to the hop."""
        self._details.append(f"          [dim]{escape(name)}:[/dim] {escape(str(value))}")

    def tell_claims(self, name: str, token: str) -> None:
        """Add a token's decoded claims; the token itself is not shown."""
        header, claims = _decoded(token, part=0), _decoded(token, part=1)
        self.tell(name, f"{header['alg']}, key {header['kid']}, signature {MASK}")
        for claim, value in claims.items():
            self.tell(f"  {claim}", value if isinstance(value, str | int) else json.dumps(value))

    def _print(self, *lines: str) -> None:
        for line in lines:
            self._console.print(line, soft_wrap=True)


def require(condition: object, reason: str) -> None:
    """Fail the hop unless `condition` holds."""
    if not condition:
        raise HopFailedError(reason)


def _decoded(token: str, *, part: int) -> Mapping[str, Any]:
    text = token.split(".")[part]
    decoded: Mapping[str, Any] = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return decoded
