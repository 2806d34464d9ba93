"""Which faults are on: the one place that switches them."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from isthmus.local.faults.errors import FaultIsOnError, UnknownFaultError
from isthmus.local.faults.settings import Values, read_values
from isthmus.local.faults.switch import FaultId, Switch

Action = Callable[[Values], Awaitable[None]]


class Switchboard:
    """Switch faults on and off, on the event loop's thread.

    `actions` are what happens as faults that do not stay on are switched on.
    """

    def __init__(self, switches: Sequence[Switch], *, actions: Mapping[FaultId, Action]) -> None:
        self._switches: dict[str, Switch] = {switch.about.fault: switch for switch in switches}
        self._actions = actions

    def to_documents(self) -> list[dict[str, Any]]:
        """Describe every fault, and which are on."""
        return [switch.to_document() for switch in self._switches.values()]

    def names(self) -> tuple[str, ...]:
        """Give every fault's id."""
        return tuple(self._switches)

    async def switch_on(self, unverified_fault: object, *, unverified_settings: object) -> None:
        """Switch one on, or let an action happen; raise UnknownFaultError or FaultSettingError."""
        switch = self._get(unverified_fault)
        values = read_values(unverified_settings, settings=switch.about.settings)
        if switch.about.is_action:
            await self._actions[switch.about.fault](values)
        else:
            switch.turn_on(values)

    def switch_off(self, unverified_fault: object) -> None:
        """Switch one off, or raise UnknownFaultError. One that is off stays so."""
        self._get(unverified_fault).turn_off()

    def all_off(self) -> None:
        """Switch every fault off."""
        for switch in self._switches.values():
            switch.turn_off()

    def check_free(self, unverified_fault: object, *, unverified_settings: object) -> None:
        """Raise what `held` would: UnknownFaultError, FaultSettingError, FaultIsOnError."""
        switch = self._get(unverified_fault)
        read_values(unverified_settings, settings=switch.about.settings)
        if switch.is_on:
            raise FaultIsOnError(f"{switch.about.fault} is on already: switch it off first.")

    @asynccontextmanager
    async def held(self, fault: object, *, settings: object) -> AsyncIterator[None]:
        """Have a fault on within the block, and off after it."""
        self.check_free(fault, unverified_settings=settings)
        await self.switch_on(fault, unverified_settings=settings)
        try:
            yield
        finally:
            self.switch_off(fault)

    def _get(self, unverified_fault: object) -> Switch:
        found = self._switches.get(unverified_fault) if isinstance(unverified_fault, str) else None
        if found is None:
            raise UnknownFaultError(f"There is no such fault. There are: {', '.join(self._switches)}.")
        return found
