"""`/faults`: the switchboard, for the console's page and for tests with curl."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from isthmus.local.console.answering import ConsoleError, check_names, read_object
from isthmus.local.faults.errors import FaultError, FaultIsOnError, UnknownFaultError

if TYPE_CHECKING:
    from isthmus.local.faults.switchboard import Switchboard

_STATUSES: Mapping[type[FaultError], int] = {UnknownFaultError: 404, FaultIsOnError: 409}
_MEMBERS = frozenset({"fault", "on", "settings"})


def fault_routes(switchboard: "Switchboard") -> list[BaseRoute]:
    """Give the addresses. Each answers with the whole switchboard, as it is afterwards."""

    def board() -> Response:
        return JSONResponse({"faults": switchboard.to_documents()})

    async def show(_: Request) -> Response:
        return board()

    async def switch(request: Request) -> Response:
        asked = await read_object(request)
        check_names(asked, known=_MEMBERS)
        is_on = asked.get("on", True)
        if not isinstance(is_on, bool):
            raise ConsoleError("malformed", "on: true or false is wanted.", status=400)
        try:
            if is_on:
                await switchboard.switch_on(asked.get("fault"), unverified_settings=asked.get("settings", {}))
            else:
                switchboard.switch_off(asked.get("fault"))
        except FaultError as error:
            raise as_console_error(error) from error
        return board()

    async def all_off(_: Request) -> Response:
        switchboard.all_off()
        return board()

    return [
        Route("/faults", show, methods=["GET"]),
        Route("/faults", switch, methods=["POST"]),
        Route("/faults", all_off, methods=["DELETE"]),
    ]


def as_console_error(error: FaultError) -> ConsoleError:
    """Give the answer to a fault that can't be switched."""
    return ConsoleError(error.code, str(error), status=_STATUSES.get(type(error), 400))
