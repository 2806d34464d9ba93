"""A token endpoint that takes its time, and counts how often it is asked."""

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_BODY = json.dumps({"access_token": "sample", "token_type": "Bearer", "expires_in": 3600}).encode()
_ANSWER = b"\r\n".join(
    [
        b"HTTP/1.1 200 OK",
        b"content-type: application/json",
        b"content-length: %d" % len(_BODY),
        b"connection: close",
        b"",
        _BODY,
    ]
)


class SlowEndpoint:
    """What it counts. `url` is its origin."""

    def __init__(self, *, answers_after_seconds: float) -> None:
        self.asked = 0
        self.url = ""
        self._answers_after_seconds = answers_after_seconds

    @contextmanager
    def running(self) -> Iterator[None]:
        """Serve on a loopback port, in a thread with a loop of its own."""
        loop, started = asyncio.new_event_loop(), threading.Event()
        over = asyncio.Event()
        thread = threading.Thread(target=loop.run_until_complete, args=(self._serve(started, over),))
        thread.start()
        started.wait()
        try:
            yield
        finally:
            loop.call_soon_threadsafe(over.set)
            thread.join()
            loop.close()

    async def _serve(self, started: threading.Event, over: asyncio.Event) -> None:
        async with await asyncio.start_server(self._answer, "127.0.0.1", 0, backlog=4096) as server:
            self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            started.set()
            await over.wait()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            self.asked += 1
            await asyncio.sleep(self._answers_after_seconds)
            writer.write(_ANSWER)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()
