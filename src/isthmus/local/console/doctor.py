"""POST /api/doctor: `isthmus doctor` on this stack, as a process of its own, the way a user runs it."""

import asyncio
import contextlib
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from isthmus.local.console.answering import ConsoleError, check_names, read_object
from isthmus.local.ready import Ready

TIME_LIMIT_SECONDS = 120
FLOWS = ("m2m", "web_identity", "session_sso")
_HEALTHY_OR_NOT = (0, 1)


def doctor_routes(ready: Ready) -> list[BaseRoute]:
    """Give the doctor's address; one examination runs at a time."""
    room = asyncio.Lock()

    async def examine(request: Request) -> Response:
        document = await read_object(request)
        check_names(document, known=frozenset({"flow"}))
        flow = document.get("flow")
        if flow is not None and flow not in FLOWS:
            raise ConsoleError("unknown_flow", f"There is {', '.join(FLOWS)}.", status=400)
        if room.locked():
            raise ConsoleError("busy", "An examination runs: wait for its end.", status=409)
        async with room:
            return JSONResponse(await _examine(ready, flow=flow))

    return [Route("/api/doctor", examine, methods=["POST"])]


async def _examine(ready: Ready, *, flow: str | None) -> Any:
    with tempfile.TemporaryDirectory(prefix="isthmus-doctor-") as folder:
        ready_file = Path(folder) / "ready.json"
        ready.write(ready_file)
        command = ["-m", "isthmus", "doctor", "--json", "--ready-file", str(ready_file)]
        command += ["--flow", flow] if flow else []
        said = await _run(command)
    try:
        return json.loads(said)
    except ValueError as error:
        message = "The doctor gave no report: run 'isthmus doctor' in a terminal to see why."
        raise ConsoleError("failed", message, status=502) from error


async def _run(command: list[str]) -> bytes:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *command,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(TIME_LIMIT_SECONDS):
            said, _ = await process.communicate()
    except TimeoutError as error:
        message = f"The doctor took more than {TIME_LIMIT_SECONDS} s."
        raise ConsoleError("timeout", message, status=504) from error
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    return said if process.returncode in _HEALTHY_OR_NOT else b""
