import socket

import pytest

from isthmus.local.servers import PortTakenError, bind, find_free_port_base


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
