import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from isthmus.errors import MalformedError, UnavailableError
from isthmus.local.aws.emulator_connections import Answer, EmulatorConnections

pytestmark = pytest.mark.anyio

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def connections_to(serve: Serve) -> AsyncIterator[EmulatorConnections]:
    served: list[asyncio.Task[None] | None] = []

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        served.append(asyncio.current_task())
        try:
            await serve(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    connections = EmulatorConnections(server.sockets[0].getsockname()[1])
    try:
        yield connections
    finally:
        connections.close()
        server.close()
        await asyncio.gather(*filter(None, served))


async def read_request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.split(b"content-length: ")[1].split(b"\r\n")[0])
    return head + await reader.readexactly(length)


async def send(
    connections: EmulatorConnections, *, body: bytes = b"", path: str = "/", timeout_seconds: float = 5
) -> Answer:
    return await connections.send(
        "POST", path, headers=(("host", "sample"),), body=body, timeout_seconds=timeout_seconds
    )


async def test_refuses_a_line_break_in_the_head() -> None:
    connections = EmulatorConnections(1)
    for path in ("/\r\nx-isthmus-caller: root", "/\nx: y"):
        with pytest.raises(MalformedError):
            await send(connections, path=path)


async def test_says_that_nobody_listens() -> None:
    with pytest.raises(UnavailableError):
        await send(EmulatorConnections(1))


@pytest.mark.parametrize(
    "reply",
    [b"", b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nshort", b"no protocol of ours\r\n\r\n"],
    ids=["closed at once", "closed within the body", "not HTTP"],
)
async def test_a_broken_answer_is_none(reply: bytes) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(reply)

    async with connections_to(serve) as connections:
        with pytest.raises(UnavailableError):
            await send(connections)


async def test_a_late_answer_is_not_given_to_the_next_caller() -> None:
    is_first = True

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal is_first
        stalls, is_first = is_first, False
        body = (await read_request(reader)).rpartition(b"\r\n\r\n")[2]
        if stalls:
            await reader.read()
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n" + body)

    async with connections_to(serve) as connections:
        with pytest.raises(UnavailableError):
            await send(connections, body=b"a", timeout_seconds=0.05)
        assert (await send(connections, body=b"b")).content == b"b"


async def test_reads_an_answer_in_chunks_and_keeps_the_connection() -> None:
    opened = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal opened
        opened += 1
        while True:
            await read_request(reader)
            writer.write(b"HTTP/1.1 201 Created\r\nX-Name: one\r\ntransfer-encoding: chunked\r\n\r\n")
            writer.write(b"3\r\n{}\n\r\n0\r\n\r\n")

    async with connections_to(serve) as connections:
        for _ in range(3):
            answer = await send(connections)
            assert (answer.status_code, answer.headers["x-name"], answer.json()) == (201, "one", {})
    assert opened == 1


async def test_does_not_reuse_a_connection_that_the_server_ends() -> None:
    opened = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal opened
        opened += 1
        await read_request(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n")

    async with connections_to(serve) as connections:
        await send(connections)
        await send(connections)
    assert opened == 2
