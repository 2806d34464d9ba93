"""Faults that meet a request at the door of a system, before the system sees it."""

from collections.abc import Sequence
from typing import Protocol

from starlette.types import ASGIApp, Receive, Scope, Send

from isthmus.local.faults.switch import Switch

LARGEST_READ = 1024 * 1024


class DoorFault(Protocol):
    """A fault that is asked about each request while it is on."""

    @property
    def switch(self) -> Switch:
        """Whether it is on."""
        ...

    async def meet(self, scope: Scope) -> ASGIApp | None:
        """Give the answer in the system's place, or None to let the request through, maybe after a while."""
        ...


class FaultyDoor:
    """Serve `app` through its faults; an ASGI app. With all off it costs a look at each switch."""

    def __init__(self, app: ASGIApp, *, faults: Sequence[DoorFault]) -> None:
        self._app = app
        self._faults = tuple((fault.switch, fault) for fault in faults)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        for switch, fault in self._faults:
            if switch.is_on and scope["type"] == "http":
                answer = await fault.meet(scope)
                if answer is not None:
                    switch.mark()
                    await _read_up(receive)
                    await answer(scope, receive, send)
                    return
        await self._app(scope, receive, send)


async def _read_up(receive: Receive) -> None:
    """Take the request's body, up to 1 MiB, as a system that refuses does: it is recorded as it passes."""
    size = 0
    while size <= LARGEST_READ:
        message = await receive()
        size += len(message.get("body", b""))
        if message["type"] == "http.disconnect" or not message.get("more_body", False):
            return
