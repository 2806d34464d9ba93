"""Origin against a host on the loopback that answers exactly the bytes it is told."""

import datetime as dt
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from isthmus.errors import ConfigurationError, MalformedError, UnavailableError
from isthmus.origin import Origin, Reply

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
CUT_BEFORE_ANY_BYTE = b""


class ScriptedHost:
    """Answer connection by connection, request by request, from a script; then hang up."""

    def __init__(self, *connections: list[bytes], context: ssl.SSLContext | None = None) -> None:
        self.requests: list[bytes] = []
        self.connections = 0
        self.hung_up = threading.Event()
        self._script = connections
        self._context = context
        self._stop = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        with socket.create_connection(("127.0.0.1", self.port)):
            pass
        self._thread.join()
        self._listener.close()

    def _run(self) -> None:
        for answers in self._script:
            connection, _ = self._listener.accept()
            if self._stop.is_set():
                connection.close()
                return
            self.connections += 1
            with connection:
                self._serve(connection, answers)
            self.hung_up.set()
        self._listener.accept()[0].close()

    def _serve(self, connection: socket.socket, answers: list[bytes]) -> None:
        try:
            with self._wrap(connection) as wrapped:
                for answer in answers:
                    self.requests.append(_read_request(wrapped))
                    wrapped.sendall(answer)
                    if not answer.startswith(b"HTTP"):
                        return
                if self._context is None and answers and answers[-1].endswith(b"..."):
                    self._stop.wait(10)
        except OSError:
            return

    def _wrap(self, connection: socket.socket) -> socket.socket:
        if self._context is None:
            return connection
        return self._context.wrap_socket(connection, server_side=True)


def _read_request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            while len(body) < int(line.split(b":")[1]):
                body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


@contextmanager
def a_host(*connections: list[bytes], context: ssl.SSLContext | None = None) -> Iterator[ScriptedHost]:
    host = ScriptedHost(*connections, context=context)
    try:
        yield host
    finally:
        host.close()


@contextmanager
def an_origin(host: ScriptedHost) -> Iterator[Origin]:
    origin = Origin.parse_insecure_http(f"http://127.0.0.1:{host.port}")
    try:
        yield origin
    finally:
        origin.close()


def get(origin: Origin, *, timeout_seconds: float = 5, max_bytes: int = 1000) -> Reply:
    return origin.send(
        "GET", "/x", headers={}, body=None, timeout_seconds=timeout_seconds, max_bytes=max_bytes
    )


NO_ORIGINS = [
    "",
    "example.com",
    "//example.com",
    "ftp://example.com",
    "https://",
    "https://example.com/",
    "https://example.com/path",
    "https://example.com?x",
    "https://example.com#x",
    "https://user@example.com",
    "https://user:pass@example.com",
    "https://example.com:",
    "https://example.com:0",
    "https://example.com:65536",
    "https://example.com:+443",
    "https://example.com:\uff14\uff14\uff13",
    "https://example.com\n",
    " https://example.com",
    "https://exa mple.com",
    "https://example.com\\.evil.com",
    "https://-example.com",
    "https://example..com",
    "https://example.com.",
    "https://ex\u212aample.com",
    "https://exämple.com",
    "https://[::1",
    "https://[::1%25eth0]",
    f"https://{'a' * 64}.com",
    f"https://{'.'.join(['a' * 50] * 6)}",
]


@pytest.mark.parametrize("text", NO_ORIGINS)
def test_refuses_all_but_scheme_host_and_port(text: str) -> None:
    with pytest.raises(MalformedError):
        Origin.parse(text)
    with pytest.raises(MalformedError):
        Origin.parse_insecure_http(text)


def test_refuses_plain_http_unless_the_method_says_insecure() -> None:
    with pytest.raises(MalformedError):
        Origin.parse("http://127.0.0.1:4566")
    assert str(Origin.parse_insecure_http("http://127.0.0.1:4566")) == "http://127.0.0.1:4566"


def test_does_not_quote_a_password_in_its_refusal() -> None:
    with pytest.raises(MalformedError) as caught:
        Origin.parse("https://user:hunter2@example.com")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected", "authority"),
    [
        ("https://example.com", "https://example.com", "example.com"),
        ("https://Example.COM:443", "https://example.com", "example.com"),
        ("https://localhost:4443", "https://localhost:4443", "localhost:4443"),
        ("https://a--b.sandbox.my.salesforce.com", "https://a--b.sandbox.my.salesforce.com", None),
        ("https://[::1]:8443", "https://[::1]:8443", "[::1]:8443"),
    ],
)
def test_origins_are_written_in_one_way(text: str, expected: str, authority: str | None) -> None:
    origin = Origin.parse(text)
    assert str(origin) == expected
    assert repr(origin) == f"Origin({expected})"
    assert authority in (None, origin.authority)


def test_origins_are_equal_by_scheme_host_and_port() -> None:
    assert Origin.parse("https://a.example:443") == Origin.parse("https://A.example")
    assert hash(Origin.parse("https://a.example:443")) == hash(Origin.parse("https://A.example"))
    assert Origin.parse("https://a.example") != Origin.parse("https://a.example:444")
    assert Origin.parse("https://a.example") != "https://a.example"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("x", "a\r\nb: c"),
        ("x", "a\n b"),
        ("x", "a\r b"),
        ("x", "a\x00"),
        ("x", "a\x7f"),
        ("x", "ä"),
        ("x", "\u2028"),
        ("x: y", "a"),
        ("x\r\ny", "a"),
        ("", "a"),
        ("Host", "evil.example"),
        ("content-length", "0"),
        ("Transfer-Encoding", "chunked"),
        ("Connection", "keep-alive"),
    ],
)
def test_refuses_a_header_that_changes_the_request(name: str, value: str) -> None:
    origin = Origin.parse("https://unused.invalid")
    with pytest.raises(MalformedError) as caught:
        origin.send("GET", "/", headers={name: value}, body=None, timeout_seconds=1, max_bytes=1)
    assert "b: c" not in str(caught.value)


@pytest.mark.parametrize(
    "path", ["", "x", "//evil.example/", "/a b", "/a\r\nb", "/ä", "/a#b", "/\x7f", "http://x/"]
)
def test_refuses_a_path_that_changes_the_request(path: str) -> None:
    with pytest.raises(MalformedError):
        Origin.parse("https://unused.invalid").send(
            "GET", path, headers={}, body=None, timeout_seconds=1, max_bytes=1
        )


@pytest.mark.parametrize("method", ["", "get", "GET /x HTTP/1.1\r\n", "G", "GET\n"])
def test_refuses_a_method_that_changes_the_request(method: str) -> None:
    with pytest.raises(MalformedError):
        Origin.parse("https://unused.invalid").send(
            method, "/", headers={}, body=None, timeout_seconds=1, max_bytes=1
        )


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n12345678901",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n12345678901\r\n0\r\n\r\n",
        b"HTTP/1.0 200 OK\r\n\r\n12345678901",
    ],
    ids=["length", "chunked", "until-close"],
)
def test_refuses_an_answer_longer_than_allowed(answer: bytes) -> None:
    with (
        a_host([answer]) as host,
        an_origin(host) as origin,
        pytest.raises(UnavailableError, match="longer than 10"),
    ):
        get(origin, max_bytes=10)


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n123",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n123",
        b"HTTP/1.1 200 OK\r\nX: y",
        b"HTT",
        b"SECRET-ECHO\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 200 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nA: " + b"b" * 70_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\n123\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nECHO\r\n123\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n123",
        b"HTTP/1.1 200 OK\r\nContent-Length: 3, 4\r\n\r\n123",
    ],
    ids=[
        *("short", "short-chunk", "short-head", "torn", "no-http", "many-headers", "long-header"),
        *("chunk-of-minus-5", "chunk-of-no-number", "length-of-minus-5", "two-lengths"),
    ],
)
def test_refuses_an_answer_that_is_cut_or_no_http(answer: bytes) -> None:
    with a_host([answer]) as host, an_origin(host) as origin, pytest.raises(UnavailableError) as caught:
        get(origin)
    assert "ECHO" not in str(caught.value)


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 ...",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n...",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP...",
    ],
    ids=["in-status-line", "in-body", "after-continue"],
)
def test_gives_up_at_the_deadline(answer: bytes) -> None:
    with (
        a_host([answer]) as host,
        an_origin(host) as origin,
        pytest.raises(UnavailableError, match="timed out"),
    ):
        get(origin, timeout_seconds=0.05)


def test_refuses_a_chunk_without_an_end_before_it_fills_the_memory() -> None:
    answer = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n" + b"x" * 1_500_000
    with (
        a_host([answer]) as host,
        an_origin(host) as origin,
        pytest.raises(UnavailableError, match="longer than"),
    ):
        get(origin, max_bytes=10)


def test_gives_up_when_there_is_no_time_at_all() -> None:
    with pytest.raises(UnavailableError, match="timed out"):
        get(Origin.parse_insecure_http("http://127.0.0.1:1"), timeout_seconds=0)


def test_reports_a_refused_connection_as_unavailable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(UnavailableError, match="ConnectionRefusedError"):
        get(Origin.parse_insecure_http(f"http://127.0.0.1:{port}"))


def test_does_not_follow_a_redirect() -> None:
    moved = b"HTTP/1.1 302 Found\r\nLocation: http://evil.example/\r\nContent-Length: 0\r\n\r\n"
    with a_host([moved]) as host, an_origin(host) as origin:
        assert get(origin).status == 302
        assert len(host.requests) == 1


def test_does_not_send_twice_when_a_fresh_connection_breaks() -> None:
    with a_host([CUT_BEFORE_ANY_BYTE], [OK]) as host, an_origin(host) as origin:
        with pytest.raises(UnavailableError):
            get(origin)
        assert host.connections == 1


def test_does_not_send_twice_when_a_kept_connection_breaks_within_the_answer() -> None:
    with a_host([OK, b"HT"], [OK]) as host, an_origin(host) as origin:
        get(origin)
        with pytest.raises(UnavailableError):
            get(origin)
        assert host.connections == 1


def test_sends_nothing_twice_that_must_not_arrive_twice() -> None:
    with a_host([OK, CUT_BEFORE_ANY_BYTE], [OK]) as host, an_origin(host) as origin:
        get(origin)
        with pytest.raises(UnavailableError):
            origin.send_once("POST", "/x", headers={}, body=b"", timeout_seconds=5, max_bytes=1000)
        assert host.connections == 1


def test_sends_once_more_when_a_kept_connection_is_found_closed() -> None:
    with a_host([OK, CUT_BEFORE_ANY_BYTE], [OK]) as host, an_origin(host) as origin:
        get(origin)
        assert get(origin).body == b"hi"
        assert host.connections == 2


def test_drops_a_kept_connection_that_the_host_has_hung_up() -> None:
    with a_host([OK], [OK]) as host, an_origin(host) as origin:
        get(origin)
        host.hung_up.wait(5)
        assert get(origin).body == b"hi"
        assert len(host.requests) == 2


def test_drops_a_kept_connection_with_bytes_nobody_asked_for() -> None:
    smuggled = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"
    with a_host([OK + b" " * 9000 + smuggled], [OK]) as host, an_origin(host) as origin:
        get(origin)
        host.hung_up.wait(5)
        assert get(origin).body == b"hi"


def test_does_not_keep_a_connection_the_host_wants_closed() -> None:
    close = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhi"
    with a_host([close], [OK]) as host, an_origin(host) as origin:
        assert get(origin).body == b"hi"
        assert get(origin).body == b"hi"
        assert host.connections == 2


def test_keeps_one_connection_open_for_the_next_call() -> None:
    with a_host([OK, OK, OK]) as host, an_origin(host) as origin:
        for _ in range(3):
            get(origin)
        assert host.connections == 1


def test_threads_that_call_at_once_all_get_their_answer() -> None:
    with a_host(*[[OK] for _ in range(8)]) as host, an_origin(host) as origin:
        bodies: list[bytes] = []
        threads = [threading.Thread(target=lambda: bodies.append(get(origin).body)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert bodies == [b"hi"] * 8


def test_sends_method_path_headers_and_body_and_gives_status_headers_and_body() -> None:
    answer = b"HTTP/1.1 418 Teapot\r\nX-Tea: green\r\nx-tea: black\r\nContent-Length: 3\r\n\r\ntea"
    with a_host([answer]) as host, an_origin(host) as origin:
        reply = origin.send(
            "POST", "/pot?x=1", headers={"X-Cup": "1"}, body=b"water", timeout_seconds=5, max_bytes=3
        )
        assert reply == Reply(418, {"x-tea": "green, black", "content-length": "3"}, b"tea")
        (request,) = host.requests
    assert request.startswith(b"POST /pot?x=1 HTTP/1.1\r\n")
    assert request.endswith(b"\r\n\r\nwater")
    assert f"Host: {origin.authority}\r\n".encode() in request
    assert b"Accept-Encoding: identity\r\n" in request


def test_refuses_a_host_whose_certificate_nobody_trusts(tmp_path: Path) -> None:
    context, _ = _a_certificate(tmp_path)
    with (
        a_host([OK], context=context) as host,
        pytest.raises(UnavailableError, match="CERTIFICATE_VERIFY_FAILED"),
    ):
        get(Origin.parse(f"https://127.0.0.1:{host.port}"))


def test_refuses_a_certificate_for_another_host(tmp_path: Path) -> None:
    context, bundle = _a_certificate(tmp_path)
    with (
        a_host([OK], context=context) as host,
        pytest.raises(UnavailableError, match="CERTIFICATE_VERIFY_FAILED"),
    ):
        get(Origin.parse(f"https://localhost:{host.port}", ca_bundle=bundle))


def test_refuses_a_bundle_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"absent\.pem"):
        get(Origin.parse("https://127.0.0.1:1", ca_bundle=tmp_path / "absent.pem"))


def test_trusts_the_certificates_of_its_bundle(tmp_path: Path) -> None:
    context, bundle = _a_certificate(tmp_path)
    with a_host([OK], [OK], context=context) as host:
        origin = Origin.parse(f"https://127.0.0.1:{host.port}", ca_bundle=bundle)
        assert get(origin).body == b"hi"
        origin.close()
        assert get(origin).body == b"hi"
        origin.close()


def _a_certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a test")])
    today = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - dt.timedelta(days=1))
        .not_valid_after(today + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    bundle = folder / "certificate.pem"
    bundle.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private = folder / "key.pem"
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(bundle, private)
    return context, bundle
