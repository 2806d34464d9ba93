"""One run: progress on the terminal, and systems started for the length of a block."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError
from rich.console import Console

from bench.processes import BenchError
from bench.systems import Peer, System

# What a peer may raise when it lacks something; the row then says so.
MISSING = (BenchError, BotoCoreError, ClientError, ResponseParserError, KeyError, OSError)


@dataclass(slots=True, kw_only=True)
class Run:
    """What groups share."""

    console: Console
    left_out: dict[str, str] = field(default_factory=dict)

    def say(self, text: str) -> None:
        """Show what is being done."""
        self.console.print(f"[dim]… {text}[/dim]")

    @contextmanager
    def running(self, peer: Peer) -> Iterator[System | None]:
        """Run a peer, or give None where it can't be had; why is in `left_out`."""
        self.say(f"starting {peer.name}")
        try:
            peer.ensure_installed()
        except BenchError as error:
            self.left_out[peer.name] = str(error)
            yield None
            return
        with peer.run() as system:
            yield system
