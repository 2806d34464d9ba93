"""What AWS could not verify by itself: a CA that it does not trust, and hosts of TLS 1.3 alone."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from isthmus.clock import SystemClock
from isthmus.doctor.tls import find_tls_fault
from isthmus.errors import UnavailableError
from isthmus.local.certificates import Certificates, ensure_certificates
from isthmus.origin import Origin


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return ensure_certificates(tmp_path_factory.mktemp("tls"), clock=SystemClock())


@contextmanager
def a_host(certificates: Certificates, *, oldest: ssl.TLSVersion) -> Iterator[Origin]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = oldest
    context.load_cert_chain(certificates.certificate, certificates.key)
    server = QuietServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield Origin.parse(f"https://localhost:{server.server_address[1]}")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class QuietServer(ThreadingHTTPServer):
    """A server that does not tell of handshakes that fail."""

    def handle_error(self, *_: object) -> None:
        """Say nothing."""


def test_names_a_ca_that_is_not_trusted(certificates: Certificates) -> None:
    with a_host(certificates, oldest=ssl.TLSVersion.TLSv1_2) as origin:
        fault = find_tls_fault(origin, trusted=None)
    assert fault is not None
    assert fault.startswith("its certificate: ")


def test_names_a_host_of_tls_13_alone(certificates: Certificates) -> None:
    with a_host(certificates, oldest=ssl.TLSVersion.TLSv1_3) as origin:
        fault = find_tls_fault(origin, trusted=certificates.ca_bundle)
    assert fault is not None
    assert fault.startswith("no TLS 1.2: ")


def test_does_not_take_silence_for_a_fault(certificates: Certificates) -> None:
    with pytest.raises(UnavailableError, match="can't be reached"):
        find_tls_fault(Origin.parse("https://localhost:1"), trusted=certificates.ca_bundle)


def test_finds_nothing_wrong_with_a_trusted_host(certificates: Certificates) -> None:
    with a_host(certificates, oldest=ssl.TLSVersion.TLSv1_2) as origin:
        assert find_tls_fault(origin, trusted=certificates.ca_bundle) is None
