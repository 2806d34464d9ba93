"""The stack's own calls to the emulator's process: whole requests and whole answers on kept connections.

A sign-in by custom challenge makes four, and a general client library takes a millisecond for each. Answers
are parsed by httptools, as the servers of the stack parse requests.
"""

import asyncio
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import httptools

from isthmus.errors import MalformedError, UnavailableError

HOST = "127.0.0.1"
MOST_CONNECTIONS = 256
# The server closes what was idle for 5 s (uvicorn's default).
LONGEST_IDLE_SECONDS = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A whole answer. Header names are in lower case; of a repeated header the last counts."""

    status_code: int
    headers: Mapping[str, str]
    content: bytes

    def json(self) -> Any:
        """Parse the content; raises ValueError."""
        return json.loads(self.content)


class EmulatorConnections:
    """Keep connections to one loopback port. All calls come from one event loop."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._idle: list[_Connection] = []
        self._places = asyncio.Semaphore(MOST_CONNECTIONS)

    async def send(
        self,
        method: str,
        target: str,
        *,
        headers: Iterable[tuple[str, str]],
        body: bytes,
        timeout_seconds: float,
    ) -> Answer:
        """Send a request once. Raises UnavailableError for no, a broken or a late answer."""
        request = _written(method, target, headers=headers, body=body)
        try:
            async with self._places, asyncio.timeout(timeout_seconds):
                return await self._exchange(request)
        except (OSError, TimeoutError, httptools.HttpParserError) as error:
            raise UnavailableError(f"the AWS emulator gave no answer: {type(error).__name__}") from error

    def close(self) -> None:
        """Close what is kept."""
        for connection in self._idle:
            connection.close()
        self._idle.clear()

    async def _exchange(self, request: bytes) -> Answer:
        connection = self._take() or await self._connect()
        is_reusable = False
        try:
            answer = await connection.ask(request)
            is_reusable = connection.is_reusable
        finally:
            # Who was cancelled leaves an answer behind that nobody else may read.
            if is_reusable:
                self._idle.append(connection)
            else:
                connection.close()
        return answer

    def _take(self) -> "_Connection | None":
        """Give the connection that was used last, if the server has not closed it and will not soon."""
        oldest = asyncio.get_running_loop().time() - LONGEST_IDLE_SECONDS
        while self._idle:
            connection = self._idle.pop()
            if connection.is_reusable and connection.answered_at > oldest:
                return connection
            connection.close()
        return None

    async def _connect(self) -> "_Connection":
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(_Connection, HOST, self._port)
        return connection


class _Connection(asyncio.Protocol):
    """One connection, one exchange at a time; the parser calls the methods named `on_…`."""

    def __init__(self) -> None:
        self.answered_at = 0.0
        self._loop = asyncio.get_running_loop()
        self._transport: Any = None
        self._parser = httptools.HttpResponseParser(self)
        self._waiting: asyncio.Future[Answer] | None = None
        self._headers: dict[str, str] = {}
        self._body = bytearray()
        self.is_reusable = True

    def ask(self, request: bytes) -> "asyncio.Future[Answer]":
        """Send a request; the answer's future fails with ConnectionError if the server goes away."""
        self._parser = httptools.HttpResponseParser(self)
        self._headers, self._body = {}, bytearray()
        self._waiting = self._loop.create_future()
        self._transport.write(request)
        return self._waiting

    def close(self) -> None:
        """Close at once."""
        self.is_reusable = False
        self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self._fail(error)

    def connection_lost(self, exc: Exception | None) -> None:
        self._fail(ConnectionResetError("the connection ended before the answer did"))
        del exc

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        self.answered_at = self._loop.time()
        # NOTE: the parser knows it here only.
        self.is_reusable = self.is_reusable and self._parser.should_keep_alive()
        answer = Answer(
            status_code=self._parser.get_status_code(), headers=self._headers, content=bytes(self._body)
        )
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(answer)

    def _fail(self, error: Exception) -> None:
        self.is_reusable = False
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(error)


def _written(method: str, target: str, *, headers: Iterable[tuple[str, str]], body: bytes) -> bytes:
    """Write the request. SECURITY: a line break in a part of the head would begin another header."""
    parts = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers)]
    parts.append(f"content-length: {len(body)}")
    if any("\r" in part or "\n" in part for part in parts):
        raise MalformedError("a line break in a request's head")
    return "\r\n".join((*parts, "", "")).encode("latin-1") + body
