"""One fixed host over HTTP: every call out of the library goes through an `Origin`.

It knows nothing of JSON, tokens or vendors. Each call has a deadline for all of it and a size limit, goes to
the one host it was made for, follows no redirect, uses no proxy and asks for no compression.

Only the standard library, and no `dataclasses`: Lambda triggers import this module at cold start.
"""

import http.client
import io
import re
import selectors
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple, Self

from isthmus.errors import ConfigurationError, MalformedError, UnavailableError

if TYPE_CHECKING:
    from pathlib import Path

    from _typeshed import WriteableBuffer

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_ORIGIN = re.compile(
    rf"(?P<scheme>https?)://(?P<host>{_LABEL}(?:\.{_LABEL})*|\[[0-9a-f:.]{{2,45}}\])(?::(?P<port>[0-9]{{1,5}}))?",
    re.ASCII | re.IGNORECASE,
)
_METHOD = re.compile(r"[A-Z]{3,10}", re.ASCII)
_PATH = re.compile(r"/(?!/)[!-\"$-~]*", re.ASCII)
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", re.ASCII)
_HEADER_VALUE = re.compile(r"[\t -~]*", re.ASCII)
_HEADERS_OF_OURS = frozenset({"host", "content-length", "transfer-encoding", "connection"})
_DEFAULT_PORTS = {"https": 443, "http": 80}
# What an answer may be on the wire beyond its body: a head, and the framing of chunks of one byte.
_LONGEST_HEAD = 1024 * 1024
_MOST_FRAMING = 8
_LONGEST_HOST = 253  # RFC 1035 section 2.3.4
_HIGHEST_PORT = 65535


class Reply(NamedTuple):
    """What the host answered. Header names are lower-case; a repeated header is joined by a comma."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Origin:
    """Send requests to one fixed host; made by `parse`. Safe to use from several threads.

    One connection is kept open for the next call. Equal origins have the same scheme, host and port.
    """

    __slots__ = ("_ca_bundle", "_context", "_host", "_idle", "_lock", "_port", "_scheme", "authority")

    def __init__(self, *, scheme: str, host: str, port: int, ca_bundle: "Path | None") -> None:
        self._scheme = scheme
        self._host = host
        self._port = port
        self._ca_bundle = ca_bundle
        self._context: ssl.SSLContext | None = None
        self._idle: _Line | None = None
        self._lock = threading.Lock()
        self.authority = host if port == _DEFAULT_PORTS[scheme] else f"{host}:{port}"
        """`host` or `host:port`, exactly as the `Host` header is sent."""

    @classmethod
    def parse(cls, text: str, *, ca_bundle: "Path | None" = None) -> Self:
        """Take `https://host` or `https://host:port` and nothing more; raise `MalformedError` else.

        `ca_bundle` replaces the certificates the system trusts; without it SSL_CERT_FILE is honoured.
        """
        scheme, host, port = _parse_parts(text)
        if scheme != "https":
            raise MalformedError("not an https origin")
        return cls(scheme=scheme, host=host, port=port, ca_bundle=ca_bundle)

    @classmethod
    def parse_insecure_http(cls, text: str, *, ca_bundle: "Path | None" = None) -> Self:
        """Do the same, and take `http://` as well: for a host on this machine."""
        scheme, host, port = _parse_parts(text)
        return cls(scheme=scheme, host=host, port=port, ca_bundle=ca_bundle)

    def send(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str],
        body: bytes | None,
        timeout_seconds: float,
        max_bytes: int,
    ) -> Reply:
        """Send one request and read the whole answer, whatever its status.

        `timeout_seconds` is for all of it (resolving the name apart), `max_bytes` for the body of the answer.
        Raises `UnavailableError` on time-out, a broken connection or an answer too large, and
        `MalformedError`, before anything is sent, if path or headers could change the shape of the request.
        A request is sent a second time only if a kept connection was found closed before any byte of answer.
        """
        request = _Request(method, path, headers, body, is_repeatable=True)
        return self._send_in_time(request, timeout_seconds=timeout_seconds, max_bytes=max_bytes)

    def send_once(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str],
        body: bytes | None,
        timeout_seconds: float,
        max_bytes: int,
    ) -> Reply:
        """Do as `send`, and never send a second time: for what must not arrive twice."""
        request = _Request(method, path, headers, body, is_repeatable=False)
        return self._send_in_time(request, timeout_seconds=timeout_seconds, max_bytes=max_bytes)

    def close(self) -> None:
        """Close the kept connection, if any; the origin stays usable."""
        line = self._take_idle()
        if line is not None:
            line.close()

    def __str__(self) -> str:
        return f"{self._scheme}://{self.authority}"

    def __repr__(self) -> str:
        return f"Origin({self})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Origin) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))

    def _send_in_time(self, request: "_Request", *, timeout_seconds: float, max_bytes: int) -> Reply:
        _check_request(request)
        deadline = time.monotonic() + timeout_seconds
        try:
            return self._send(request, deadline=deadline, max_bytes=max_bytes)
        except http.client.HTTPException as error:
            # SECURITY: the text of these errors quotes the answer, which may echo what was sent.
            raise UnavailableError(f"{self}: {type(error).__name__}") from None
        except OSError as error:
            raise UnavailableError(f"{self}: {type(error).__name__}: {error}") from error

    def _send(self, request: "_Request", *, deadline: float, max_bytes: int) -> Reply:
        kept = self._take_idle()
        if kept is not None and kept.is_quiet():
            try:
                return self._exchange(kept, request, deadline=deadline, max_bytes=max_bytes)
            except (ConnectionError, ssl.SSLEOFError):
                if kept.has_received or not request.is_repeatable:
                    raise
        elif kept is not None:
            kept.close()
        return self._exchange(self._open(deadline), request, deadline=deadline, max_bytes=max_bytes)

    def _exchange(self, line: "_Line", request: "_Request", *, deadline: float, max_bytes: int) -> Reply:
        keep = False
        try:
            reply, keep = line.exchange(request, deadline=deadline, max_bytes=max_bytes)
        finally:
            if not (keep and self._keep_idle(line)):
                line.close()
        return reply

    def _open(self, deadline: float) -> "_Line":
        timeout = _remaining(deadline)
        if self._scheme == "http":
            return _Line(http.client.HTTPConnection(self._host, self._port, timeout=timeout))
        context = self._get_context()
        return _Line(http.client.HTTPSConnection(self._host, self._port, timeout=timeout, context=context))

    def _get_context(self) -> ssl.SSLContext:
        if self._context is None:
            cafile = None if self._ca_bundle is None else str(self._ca_bundle)
            try:
                self._context = ssl.create_default_context(cafile=cafile)
            except OSError as error:
                raise ConfigurationError(f"the CA bundle {cafile} can't be loaded: {error}") from error
        return self._context

    def _take_idle(self) -> "_Line | None":
        with self._lock:
            line, self._idle = self._idle, None
        return line

    def _keep_idle(self, line: "_Line") -> bool:
        with self._lock:
            if self._idle is None:
                self._idle = line
                return True
        return False


class _Request(NamedTuple):
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes | None
    is_repeatable: bool


class _Line:
    """One open connection."""

    def __init__(self, connection: http.client.HTTPConnection) -> None:
        connection.connect()
        connection.auto_open = 0
        self._connection = connection
        self._socket = _TimedSocket(connection.sock)
        connection.sock = self._socket

    @property
    def has_received(self) -> bool:
        """Whether any byte of the last answer arrived."""
        return self._socket.has_received

    def is_quiet(self) -> bool:
        """Whether nothing waits to be read: an unasked byte is the end of the connection, or worse."""
        return not self._socket.is_readable()

    def exchange(self, request: _Request, *, deadline: float, max_bytes: int) -> tuple[Reply, bool]:
        """Send, read, and tell whether the connection can be kept."""
        self._socket.begin(deadline, most_bytes=_LONGEST_HEAD + _MOST_FRAMING * max_bytes)
        self._connection.request(
            request.method, request.path, body=request.body, headers=dict(request.headers)
        )
        with self._connection.getresponse() as response:
            self._socket.is_in_head = False
            try:
                body = _read_body(response, max_bytes=max_bytes)
            except ValueError:
                # WIRE: a chunk of a negative size.
                raise http.client.IncompleteRead(b"") from None
            return Reply(response.status, _fold_headers(response), body), not response.will_close

    def close(self) -> None:
        """Close it."""
        self._connection.close()
        self._socket.close()


class _TimedSocket:
    """What `http.client` needs of a socket, with a deadline for a whole exchange and not for each read."""

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected
        self._deadline = 0.0
        self._bytes_left = 0
        self.has_received = False
        self.is_in_head = True

    def begin(self, deadline: float, *, most_bytes: int) -> None:
        self._deadline = deadline
        self._bytes_left = most_bytes
        self.has_received = False
        self.is_in_head = True

    def is_readable(self) -> bool:
        with selectors.DefaultSelector() as selector:
            selector.register(self._socket, selectors.EVENT_READ)
            return bool(selector.select(0))

    def sendall(self, data: bytes) -> None:
        self._socket.settimeout(_remaining(self._deadline))
        self._socket.sendall(data)

    def read_into(self, source: socket.SocketIO, buffer: "WriteableBuffer") -> int | None:
        self._socket.settimeout(_remaining(self._deadline))
        count = source.readinto(buffer)
        if not count and self.has_received and self.is_in_head:
            # SECURITY: http.client takes a head that was cut for a whole one, with an empty body.
            raise ConnectionError("the answer ended early")
        self.has_received = self.has_received or bool(count)
        self._bytes_left -= count or 0
        if self._bytes_left < 0:
            # SECURITY: http.client reads a chunk of the size -1 to its end, whatever was asked of it.
            raise OSError("the answer is longer than its body may be")
        return count

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_TimedReader(self, self._socket.makefile("rb", buffering=0)))

    def close(self) -> None:
        self._socket.close()


class _TimedReader(io.RawIOBase):
    def __init__(self, timed: _TimedSocket, source: socket.SocketIO) -> None:
        self._timed = timed
        self._source = source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int | None:
        return self._timed.read_into(self._source, buffer)

    def close(self) -> None:
        self._source.close()
        super().close()


def _parse_parts(text: str) -> tuple[str, str, int]:
    match = _ORIGIN.fullmatch(text)
    if match is None or len(match["host"]) > _LONGEST_HOST:
        # SECURITY: the text is not quoted, it could hold a password before an @.
        raise MalformedError("not scheme://host[:port] and nothing more")
    scheme, host = match["scheme"].lower(), match["host"].lower()
    port = int(match["port"] or _DEFAULT_PORTS[scheme])
    if not 0 < port <= _HIGHEST_PORT:
        raise MalformedError(f"{port} is no port")
    return scheme, host, port


def _check_request(request: _Request) -> None:
    if not _METHOD.fullmatch(request.method):
        raise MalformedError(f"not a method: {request.method!r}")
    if not _PATH.fullmatch(request.path):
        raise MalformedError("a path begins with one / and is printable ASCII without spaces or #")
    for name, value in request.headers.items():
        if not _HEADER_NAME.fullmatch(name) or name.lower() in _HEADERS_OF_OURS:
            raise MalformedError(f"not a header to send: {name!r}")
        if not _HEADER_VALUE.fullmatch(value):
            # SECURITY: http.client takes a line break followed by a space, so a value could begin a new line.
            raise MalformedError(f"the header {name} holds a character that is not printable ASCII")


def _remaining(deadline: float) -> float:
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise TimeoutError("timed out")
    return seconds


def _read_body(response: http.client.HTTPResponse, *, max_bytes: int) -> bytes:
    if response.length is None and not response.chunked and response.getheader("Content-Length") is not None:
        raise ConnectionError("the answer has a length that is none")
    body = response.read(max_bytes + 1)
    if len(body) > max_bytes:
        raise OSError(f"the answer is longer than {max_bytes} bytes")
    if response.length:
        raise ConnectionError("the answer ended early")
    return body


def _fold_headers(response: http.client.HTTPResponse) -> Mapping[str, str]:
    folded: dict[str, str] = {}
    for name, value in response.getheaders():
        key = name.lower()
        folded[key] = f"{folded[key]}, {value}" if key in folded else value
    return folded
