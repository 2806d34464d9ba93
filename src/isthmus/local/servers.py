"""Several ASGI apps served by one event loop, each on a loopback socket bound before anything starts."""

import asyncio
import contextlib
import errno
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import uvicorn

from isthmus.errors import IsthmusError
from isthmus.local.addresses import Addresses
from isthmus.local.certificates import Certificates

HOST = "127.0.0.1"
SHUTDOWN_SECONDS = 2


class PortTakenError(IsthmusError):
    """Another process listens on a port that the stack needs."""

    code = "port_taken"


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone: the stack owns them."""
        yield

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close, without a farewell where nobody waits for an answer.

        TLS has the other side say goodbye as well, and a client that keeps a connection for later does not
        look at it: each stop would take as long as open requests may.
        """
        for connection in list(self.server_state.connections):
            cycle = getattr(connection, "cycle", None)
            transport = getattr(connection, "transport", None)
            if transport is not None and (cycle is None or cycle.response_complete):
                transport.abort()
        await super().shutdown(sockets)


class Servers:
    """Start apps one by one; `stop()` ends all, newest first."""

    def __init__(self) -> None:
        self._running: list[tuple[_Server, asyncio.Task[None]]] = []

    async def start(self, app: Any, listener: socket.socket, *, tls: Certificates | None) -> None:
        """Serve `app` and return once it accepts connections."""
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            lifespan="off",
            ws="none",
            server_header=False,
            proxy_headers=False,  # SECURITY: no proxy stands before us; X-Forwarded-* is anybody's word
            date_header=True,
            timeout_graceful_shutdown=SHUTDOWN_SECONDS,
            ssl_certfile=tls.certificate if tls else None,
            ssl_keyfile=tls.key if tls else None,
        )
        server = _Server(config)
        task = asyncio.create_task(server.serve(sockets=[listener]))
        while not server.started and not task.done():  # noqa: ASYNC110  uvicorn tells by a flag
            await asyncio.sleep(0.002)
        if task.done():
            await task
        self._running.append((server, task))

    async def stop(self) -> None:
        """Stop accepting, let open requests end for two seconds, and close."""
        for server, _ in self._running:
            server.should_exit = True
        for _, task in reversed(self._running):
            with contextlib.suppress(asyncio.CancelledError):
                await task
        self._running.clear()


@dataclass(frozen=True, slots=True, kw_only=True)
class Listeners:
    """The bound sockets of a stack."""

    aws: socket.socket
    console: socket.socket
    salesforce: socket.socket
    api: socket.socket
    app: socket.socket


@contextlib.contextmanager
def bind_all(addresses: Addresses) -> Iterator[Listeners]:
    """Bind all five ports, or none; raise PortTakenError for the first that is taken."""
    with contextlib.ExitStack() as stack:
        yield Listeners(
            aws=stack.enter_context(bind(addresses.aws_port, name="AWS endpoint")),
            console=stack.enter_context(bind(addresses.console_port, name="console")),
            salesforce=stack.enter_context(bind(addresses.salesforce_port, name="Salesforce org")),
            api=stack.enter_context(bind(addresses.api_port, name="sample API")),
            app=stack.enter_context(bind(addresses.app_port, name="sample web app")),
        )


def bind(port: int, *, name: str) -> socket.socket:
    """Bind `port` on loopback, or raise PortTakenError that says which port and what to do."""
    # NOTE: asyncio sets TCP_NODELAY only where the protocol is named; without it many answers wait 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(1024)
    except OSError as error:
        listener.close()
        if error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        raise PortTakenError(
            f"port {port} ({name}) is taken: stop what listens there, or choose others with --port-base"
        ) from error
    listener.setblocking(False)  # noqa: FBT003  the standard library's own signature
    return listener


def find_free_port_base(count: int = 5) -> int:
    """Find `count` free ports in a row; another process may still take one before they are bound."""
    for base in range(20_000, 32_000, count):
        with contextlib.suppress(PortTakenError), contextlib.ExitStack() as stack:
            for offset in range(count):
                stack.enter_context(bind(base + offset, name="probe"))
            return base
    raise PortTakenError(f"no {count} free ports in a row between 20000 and 32000")
