"""One fault's switch: what it is, whether it is on, and how it is set. In memory only."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

from isthmus.local.faults.settings import Setting, Values, read_values

Mark: TypeAlias = Callable[[str], None]
"""Write a fault's id to the exchange that is being answered."""


class FaultId(StrEnum):
    """What a fault is called over HTTP."""

    ORG_DOWN = "org-down"
    ORG_SLOW = "org-slow"
    COGNITO_THROTTLED = "cognito-throttled"
    KEYS_ROTATED = "keys-rotated"
    CLOCK_SKEW = "clock-skew"
    PERMISSION_SET_REMOVED = "permission-set-removed"
    WRONG_SECRET = "wrong-secret"  # noqa: S105  the name of a fault
    TRIGGER_FAILING = "trigger-failing"
    DYNAMODB_THROTTLED = "dynamodb-throttled"


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """A fault in words. `is_action` is one that happens once and does not stay on."""

    fault: FaultId
    title: str
    what: str
    settings: tuple[Setting, ...] = ()
    is_action: bool = False


class Switch:
    """Hold one fault's state. `is_on` is read on the path of requests."""

    def __init__(self, about: About, *, mark: Mark) -> None:
        self.about = about
        self.is_on = False
        self.values: Values = read_values({}, settings=about.settings)
        self._mark = mark
        self._was_turned_off = asyncio.Event()

    def turn_on(self, values: Values) -> None:
        """Let the fault act on what comes from here on; one that is on gets other settings."""
        self.values = values
        self.is_on = True
        self._was_turned_off.clear()

    def turn_off(self) -> None:
        """Let it rest, and set it as it was at the start; whoever waits because of it goes on."""
        self.is_on = False
        self.values = read_values({}, settings=self.about.settings)
        self._was_turned_off.set()

    def mark(self) -> None:
        """Write to the exchange that is being answered that the fault acted on it."""
        self._mark(self.about.fault)

    def number(self, name: str) -> float:
        """Give a number among the settings."""
        return float(self.values[name])

    def text(self, name: str) -> str:
        """Give a text among the settings."""
        return str(self.values[name])

    async def wait_while_on(self, seconds: float) -> None:
        """Wait, but no longer than the fault is on."""
        try:
            async with asyncio.timeout(seconds):
                await self._was_turned_off.wait()
        except TimeoutError:
            return

    def to_document(self) -> dict[str, Any]:
        """Describe it for people and forms."""
        return {
            "fault": self.about.fault.value,
            "title": self.about.title,
            "what": self.about.what,
            "is_action": self.about.is_action,
            "is_on": self.is_on,
            "settings": dict(self.values),
            "choices": [setting.to_document() for setting in self.about.settings],
        }
