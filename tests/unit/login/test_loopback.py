"""The browser's way back: one path on one host of this machine."""

import contextlib
import http.client
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from isthmus.errors import ConfigurationError, UnavailableError
from isthmus.login.loopback import CallbackListener


def has_ipv6() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


needs_ipv6 = pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6 on its loopback")


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def a_listener(port: int | None = None) -> Iterator[tuple[CallbackListener, int]]:
    port = port or a_free_port()
    listener = CallbackListener(port=port, path="/callback", is_awaited=lambda url: "state=b" in url)
    try:
        yield listener, port
    finally:
        listener.close()


def get(port: int, path: str, *, host: str | None = None, address: str = "127.0.0.1") -> int:
    connection = http.client.HTTPConnection(address, port, timeout=5)
    connection.putrequest("GET", path, skip_host=True)
    connection.putheader("Host", host or f"localhost:{port}")
    connection.endheaders()
    status = connection.getresponse().status
    connection.close()
    return status


def test_a_port_that_is_taken_is_named() -> None:
    with a_listener() as (_, port), pytest.raises(ConfigurationError, match=str(port)):
        CallbackListener(port=port, path="/callback", is_awaited=lambda url: "state=b" in url)


@needs_ipv6
def test_a_port_that_somebody_else_has_by_the_other_protocol_is_taken() -> None:
    port = a_free_port()
    with socket.create_server(("::1", port), family=socket.AF_INET6), pytest.raises(ConfigurationError):
        CallbackListener(port=port, path="/callback", is_awaited=lambda _: True)
    with a_listener(port):
        pass  # the refusal kept nothing open


@needs_ipv6
@pytest.mark.timeout(20)
def test_a_browser_may_come_back_by_the_other_protocol() -> None:
    with a_listener() as (listener, port):
        visitor = threading.Thread(target=get, args=(port, "/callback?state=b"), kwargs={"address": "::1"})
        visitor.start()
        assert listener.wait(timeout_seconds=10) == f"http://localhost:{port}/callback?state=b"
        visitor.join()


def test_nobody_comes_back() -> None:
    with a_listener() as (listener, _), pytest.raises(UnavailableError):
        listener.wait(timeout_seconds=0)


@pytest.mark.timeout(20)
def test_answers_no_other_path_and_no_other_host_and_waits_on() -> None:
    statuses: list[int] = []

    def visit(port: int) -> None:
        statuses.append(get(port, "/favicon.ico"))
        statuses.append(get(port, "/callback?state=b&code=evil", host="rebound.example"))
        statuses.append(get(port, "/callbacks?state=b&code=evil"))
        statuses.append(get(port, f"/callback?state=b&{'a' * 9000}"))
        statuses.append(get(port, "/callback"))
        statuses.append(get(port, "/callback?code=evil&state=another"))
        statuses.append(get(port, "/callback?error=access_denied"))
        statuses.append(get(port, "/callback?code=a&state=b"))

    with a_listener() as (listener, port):
        visitor = threading.Thread(target=visit, args=(port,))
        visitor.start()
        assert listener.wait(timeout_seconds=10) == f"http://localhost:{port}/callback?code=a&state=b"
        visitor.join()
    assert statuses == [404] * 7 + [200]


@pytest.mark.timeout(20)
def test_connections_that_say_nothing_or_hang_up_keep_no_answer_waiting() -> None:
    with a_listener() as (listener, port), contextlib.ExitStack() as silent:
        for _ in range(3):
            connection = silent.enter_context(socket.create_connection(("127.0.0.1", port)))
            connection.sendall(b"GET /callb")
        visitor = threading.Thread(target=get, args=(port, "/callback?code=a&state=b"))
        visitor.start()
        began = time.monotonic()
        assert listener.wait(timeout_seconds=10).endswith("code=a&state=b")
        assert time.monotonic() - began < 4
        visitor.join()
