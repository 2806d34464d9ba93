"""The load generator: HTTP/1.1 on loopback, its own process, one request at a time per connection.

`run_load` starts `python -m bench.load` with a JSON description on standard input and reads the result from
its standard output. Loopback addresses only; every run ends by its clock.
"""

import asyncio
import base64
import json
import resource
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import uvloop

LONGEST_SECONDS = 60.0
ANSWER_SECONDS = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What came out: rounds per second, milliseconds per round, and how busy one core of the client was."""

    per_second: float
    median_ms: float
    p99_ms: float
    rounds: int
    failed: int
    client_core_share: float


def run_load(
    *, port: int, requests: Sequence[bytes], clients: int, seconds: float, answer: bytes | None = None
) -> Load:
    """Let `clients` connections send the requests in turn for some seconds.

    With `answer`, a round has two requests: in it, `@SESSION@` becomes the `Session` of the first reply.
    """
    description = {
        "port": port,
        "requests": [base64.b64encode(request).decode() for request in requests],
        "answer": None if answer is None else base64.b64encode(answer).decode(),
        "clients": clients,
        "seconds": min(seconds, LONGEST_SECONDS),
    }
    done = subprocess.run(
        [sys.executable, "-m", "bench.load"],
        input=json.dumps(description).encode(),
        capture_output=True,
        timeout=LONGEST_SECONDS + 2 * ANSWER_SECONDS,
        check=True,
    )
    return Load(**json.loads(done.stdout))


def http_request(method: str, path: str, *, port: int, headers: dict[str, str], body: bytes) -> bytes:
    """Write a request as it goes over the wire."""
    lines = [f"{method} {path} HTTP/1.1"]
    named = {"host": f"127.0.0.1:{port}", "content-length": str(len(body)), **headers}
    lines += [f"{name}: {value}" for name, value in named.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


class _Connection:
    """One connection; the next `ask` must wait for the last answer. It opens anew after the server closed."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._exchange: _Exchange | None = None

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """Give status and body; status 0 is no answer."""
        if self._exchange is None or self._exchange.is_over:
            loop = asyncio.get_running_loop()
            _, self._exchange = await loop.create_connection(_Exchange, "127.0.0.1", self._port)
        try:
            return await asyncio.wait_for(self._exchange.ask(request), ANSWER_SECONDS)
        except TimeoutError:
            self._exchange.close()
            return 0, b""


class _Exchange(asyncio.Protocol):
    """The bytes of one connection."""

    def __init__(self) -> None:
        self.is_over = False
        self._transport: Any = None
        self._received = b""
        self._waiting: asyncio.Future[tuple[int, bytes]] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def ask(self, request: bytes) -> "asyncio.Future[tuple[int, bytes]]":
        self._received, self._waiting = b"", asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return self._waiting

    def close(self) -> None:
        self.is_over = True
        self._transport.abort()

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, blank, body = self._received.partition(b"\r\n\r\n")
        if not blank:
            return
        lowered = head.lower()
        start = lowered.find(b"\r\ncontent-length:")
        length = int(lowered[start + 17 :].split(b"\r\n", 1)[0]) if start >= 0 else -1
        if 0 <= length <= len(body):
            if lowered.startswith(b"http/1.0") or b"\r\nconnection: close" in lowered:
                self.close()
            self._answer(head, body[:length])

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self.is_over = True
        head, _, body = self._received.partition(b"\r\n\r\n")
        self._answer(head, body)

    def _answer(self, head: bytes, body: bytes) -> None:
        if self._waiting is not None and not self._waiting.done():
            # NOTE: a status that is no number is a failure, as 0 is.
            self._waiting.set_result((int(head[9:12]) if head[9:12].isdigit() else 0, body))


Round = Callable[[_Connection, int], Awaitable[bool]]


async def _generate(description: dict[str, Any]) -> dict[str, Any]:
    play = _round(description)
    ends_at = time.perf_counter() + description["seconds"]
    times: list[float] = []
    failed = 0

    async def client(number: int) -> None:
        nonlocal failed
        connection = _Connection(description["port"])
        turn = number
        while (began := time.perf_counter()) < ends_at:
            if await play(connection, turn):
                times.append(time.perf_counter() - began)
            else:
                failed += 1
            turn += description["clients"]

    began = time.perf_counter()
    await asyncio.gather(*(client(number) for number in range(description["clients"])))
    elapsed = time.perf_counter() - began
    times.sort()
    middle, near_end = len(times) // 2, int(len(times) * 0.99)
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "per_second": len(times) / elapsed,
        "median_ms": 1000 * times[middle] if times else 0.0,
        "p99_ms": 1000 * times[near_end] if times else 0.0,
        "rounds": len(times),
        "failed": failed,
        "client_core_share": (used.ru_utime + used.ru_stime) / elapsed,
    }


def _round(description: dict[str, Any]) -> Round:
    requests = [base64.b64decode(text) for text in description["requests"]]

    async def one(connection: _Connection, turn: int) -> bool:
        status, _ = await connection.ask(requests[turn % len(requests)])
        return status == 200  # noqa: PLR2004  OK

    if description["answer"] is None:
        return one
    head, _, body = base64.b64decode(description["answer"]).partition(b"\r\n\r\n")

    async def two(connection: _Connection, turn: int) -> bool:
        status, reply = await connection.ask(requests[turn % len(requests)])
        session = json.loads(reply).get("Session") if status == 200 else None  # noqa: PLR2004  OK
        if not session:
            return False
        answer = body.replace(b"@SESSION@", session.encode())
        length = f"\r\ncontent-length: {len(answer)}".encode()
        status, reply = await connection.ask(head + length + b"\r\n\r\n" + answer)
        return status == 200 and b"AccessToken" in reply  # noqa: PLR2004  OK

    return two


if __name__ == "__main__":
    print(json.dumps(uvloop.run(_generate(json.load(sys.stdin)))))  # noqa: T201  the parent reads it
