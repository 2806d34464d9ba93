import asyncio
import socket
import ssl
from pathlib import Path
from typing import Any

import pytest

from isthmus.clock import SystemClock
from isthmus.local.certificates import ensure_certificates
from isthmus.local.servers import SHUTDOWN_SECONDS, PortTakenError, Servers, bind, find_free_port_base


def test_names_a_taken_port_and_what_to_do() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortTakenError, match=rf"port {port} \(AWS endpoint\) is taken.*--port-base"):
            bind(port, name="AWS endpoint")


def test_binds_loopback_only() -> None:
    with bind(0, name="test") as listener:
        assert listener.getsockname()[0] == "127.0.0.1"


def test_names_the_protocol_so_that_answers_are_sent_at_once() -> None:
    with bind(0, name="test") as listener:
        assert listener.proto == socket.IPPROTO_TCP


def test_finds_free_ports_in_a_row() -> None:
    base = find_free_port_base(5)
    listeners = [bind(base + offset, name="test") for offset in range(5)]
    for listener in listeners:
        listener.close()


def test_passes_over_a_taken_port_and_leaves_no_socket_open() -> None:
    # NOTE: a socket that is left is a ResourceWarning, which pytest makes an error.
    base = find_free_port_base(5)
    with bind(base + 2, name="taken"):
        assert find_free_port_base(5) != base


def test_a_client_that_keeps_its_connection_and_says_nothing_holds_up_no_stop(tmp_path: Path) -> None:
    certificates = ensure_certificates(tmp_path, clock=SystemClock())
    trusting = ssl.create_default_context(cafile=str(certificates.ca_bundle))

    async def hello(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    async def stop() -> float:
        servers = Servers()
        with bind(0, name="test") as listener:
            port = listener.getsockname()[1]
            await servers.start(hello, listener, tls=certificates)
            client = await asyncio.to_thread(_ask_and_keep, port, trusting)
            began = asyncio.get_running_loop().time()
            await servers.stop()
            took = asyncio.get_running_loop().time() - began
        client.close()
        return took

    assert asyncio.run(stop()) < SHUTDOWN_SECONDS


def _ask_and_keep(port: int, context: ssl.SSLContext) -> ssl.SSLSocket:
    """Give the connection, which from here on reads nothing, not even a farewell."""
    client = context.wrap_socket(socket.create_connection(("127.0.0.1", port)), server_hostname="localhost")
    client.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert client.recv(12) == b"HTTP/1.1 204"
    return client
