"""What the console is given of the stack."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from isthmus.local.ready import Ready

if TYPE_CHECKING:
    from isthmus.local.cognito.outbox import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsoleParts:
    """A stack whose addresses answer. `outbox` gives the newest messages to users, the newest first."""

    ready: Ready
    outbox: Callable[[], Sequence["Message"]]
