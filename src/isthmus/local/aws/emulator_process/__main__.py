"""Serve ministack on a loopback port of its own choice until the parent goes away.

Standard input carries one line of JSON settings (a secret never stands in an environment, which ministack
hands on to every function) and then stays open: its end is the parent's end, however that came, and this
process saves its state and ends too. Standard output says the port, once, when requests are served.
"""

import json
import os
import socket
import sys
import threading
from typing import Any

import uvicorn

from isthmus.local.aws.emulator_process.gate import Gate
from isthmus.secret import Secret

SHUTDOWN_SECONDS = 2
LAST_RESORT_SECONDS = 8


def main() -> None:
    """Run until standard input ends."""
    os.umask(0o077)
    settings = json.loads(sys.stdin.buffer.readline())
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen(1024)
    gate = Gate(_corrected_ministack(), secret=Secret(settings["secret"]), routes=_routes())
    app = _Announced(gate, port=listener.getsockname()[1])
    config = uvicorn.Config(
        app,
        lifespan="on",
        ws="none",
        proxy_headers=False,  # SECURITY: aws:SourceIp is the connection's, never what X-Forwarded-For says
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )
    server = uvicorn.Server(config)
    threading.Thread(target=_end_with_parent, args=(server,), daemon=True).start()
    server.run(sockets=[listener])


def _corrected_ministack() -> Any:
    from ministack import app as ministack_app  # type: ignore[import-untyped]  # noqa: PLC0415  after the port

    from isthmus.local.aws.emulator_process.corrections import correct_ministack  # noqa: PLC0415  the same

    correct_ministack()
    return ministack_app.app


def _routes() -> Any:
    from isthmus.local.aws.emulator_process.routes import ROUTES  # noqa: PLC0415  imports ministack

    return ROUTES


class _Announced:
    """Print the port when ministack's start is complete."""

    def __init__(self, app: Any, *, port: int) -> None:
        self._app = app
        self._port = port

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def announce(message: Any) -> None:
            await send(message)
            if message["type"] == "lifespan.startup.complete":
                print(self._port, flush=True)  # noqa: T201  the parent reads this line and no other
                os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

        await self._app(scope, receive, announce if scope["type"] == "lifespan" else send)


def _end_with_parent(server: uvicorn.Server) -> None:
    sys.stdin.buffer.read()
    server.should_exit = True
    last_resort = threading.Timer(LAST_RESORT_SECONDS, os._exit, args=(1,))
    last_resort.daemon = True
    last_resort.start()


if __name__ == "__main__":
    main()
