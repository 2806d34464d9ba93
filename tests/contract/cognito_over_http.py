"""User pools behind a real web server, for real clients."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from isthmus.clock import SystemClock
from isthmus.local.cognito.app import UserPools, open_user_pools
from isthmus.local.cognito.triggers import FunctionAnswer, FunctionUnavailableError
from isthmus.local.servers import Servers, bind

NOWHERE = httpx2.MockTransport(lambda _: httpx2.Response(404))

REGION = "us-east-1"


class _NoFunctions:
    async def invoke(self, function_arn: str, *, source_arn: str, payload: bytes) -> FunctionAnswer:  # noqa: ARG002  the port
        raise FunctionUnavailableError("ResourceNotFoundException")


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve user pools on a free port; give the address."""
    listener = bind(0, name="test")
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    ready, stop, loop = threading.Event(), asyncio.Event(), asyncio.new_event_loop()

    async def run() -> None:
        pools = open_user_pools(
            database=folder / "cognito.sqlite3",
            issuer_base=address,
            region=REGION,
            account_id="123456789012",
            functions=_NoFunctions(),
            provider_client=httpx2.AsyncClient(
                transport=httpx2.MockTransport(lambda _: httpx2.Response(404))
            ),
            clock=SystemClock(),
        )
        servers = Servers()
        await servers.start(_app(pools), listener, tls=None)
        ready.set()
        await stop.wait()
        await servers.stop()
        pools.close()

    thread = threading.Thread(target=lambda: loop.run_until_complete(run()))
    thread.start()
    try:
        assert ready.wait(10)
        yield address
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()
        listener.close()


def _app(pools: UserPools) -> Starlette:
    async def answer(request: Request) -> Response:
        operation = request.headers["x-amz-target"].partition(".")[2]
        return await pools.service.answer(operation, await request.body(), request_id="request-1")

    return Starlette(routes=[Route("/", answer, methods=["POST"])])
