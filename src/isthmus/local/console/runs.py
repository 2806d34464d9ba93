"""`/api/flows` and `/api/runs`: the stories that can be run, and how their runs go."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from isthmus.errors import IsthmusError
from isthmus.local.console.answering import ConsoleError, check_names, read_object
from isthmus.local.console.faults import as_console_error
from isthmus.local.demo.choices import ChoiceError
from isthmus.local.demo.runs import FlowIsRunningError, UnknownFlowError
from isthmus.local.faults.errors import FaultError

if TYPE_CHECKING:
    from isthmus.local.demo.runs import Runs

ACCEPTED = 202
_MEMBERS = frozenset({"flow", "choices", "fault", "settings"})
_STATUSES: Mapping[type[IsthmusError], int] = {
    UnknownFlowError: 404,
    ChoiceError: 400,
    FlowIsRunningError: 409,
}


def run_routes(runs: "Runs") -> list[BaseRoute]:
    """Give the addresses."""

    async def flows(_: Request) -> Response:
        return JSONResponse(runs.flows())

    async def start(request: Request) -> Response:
        asked = await read_object(request)
        check_names(asked, known=_MEMBERS)
        try:
            run = await runs.start(
                asked.get("flow"),
                unverified_choices=asked.get("choices", {}),
                unverified_fault=asked.get("fault"),
                unverified_settings=asked.get("settings", {}),
            )
        except FaultError as error:
            raise as_console_error(error) from error
        except (UnknownFlowError, ChoiceError, FlowIsRunningError) as error:
            raise ConsoleError(error.code, str(error), status=_STATUSES[type(error)]) from error
        return JSONResponse({"run": run.id, "trace": run.trace}, status_code=ACCEPTED)

    async def show(request: Request) -> Response:
        run = runs.find(request.path_params["run"])
        if run is None:
            raise ConsoleError("unknown_run", "There is no such run, or it is too long ago.", status=404)
        return JSONResponse(run.to_document())

    return [
        Route("/api/flows", flows, methods=["GET"]),
        Route("/api/runs", start, methods=["POST"]),
        Route("/api/runs/{run}", show, methods=["GET"]),
    ]
