"""Receive a browser's callback on the loopback (RFC 8252 section 7.3): one port, one path, one answer."""

import errno
import selectors
import socket
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer

from isthmus.errors import ConfigurationError, UnavailableError

_POLL_SECONDS = 0.2
_LONGEST_PATH = 8192
_NO_IPV6 = frozenset({errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT})
_NOT_AWAITED = "No sign-in waits for this: look at the terminal."
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Isthmus</title>
<meta name="viewport" content="width=device-width"><style>body{font:1.1rem system-ui;margin:4rem
auto;max-width:30rem; padding:0 1rem;color-scheme:light dark}</style><h1>Back to the terminal</h1>
<p>The answer of Salesforce has arrived there. You can close this window.</p></html>"""


class _Server(ThreadingHTTPServer):
    # A connection that is opened and says nothing, or says it slowly, keeps no other waiting.
    daemon_threads = True
    timeout = 0  # whoever calls knows that somebody waits

    def server_bind(self) -> None:
        """Bind, and ask no name server who we are."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "localhost", self.server_address[1]

    def handle_error(self, *_: object) -> None:
        """Say nothing: whoever hung up is not on the terminal."""


class _Server6(_Server):
    address_family = socket.AF_INET6


def _open_servers(port: int, handler: type[BaseHTTPRequestHandler]) -> list[_Server]:
    servers = [_Server(("127.0.0.1", port), handler)]
    try:
        # SECURITY: a browser may take localhost for ::1, and somebody else of this machine may listen there.
        servers.append(_Server6(("::1", port), handler))
    except OSError as error:
        if error.errno not in _NO_IPV6:
            servers[0].server_close()
            raise
    return servers


class CallbackListener:
    """Listen on `port` of this machine from the moment it is made, so that no answer comes too early.

    Whatever `is_awaited` does not know is passed over: any page can send a browser here, and any program of
    this machine can call. Raises `ConfigurationError` if the port is taken.
    """

    def __init__(self, *, port: int, path: str, is_awaited: Callable[[str], bool]) -> None:
        self._port = port
        self._path = path
        self._is_awaited = is_awaited
        self._received: str | None = None
        try:
            self._servers = _open_servers(port, self._make_handler())
        except OSError as error:
            raise ConfigurationError(
                f"port {port} is taken ({error.strerror}): end what holds it, such as another "
                "sign-in, or give the app another callback and say --callback-port"
            ) from error

    def wait(self, *, timeout_seconds: float) -> str:
        """Give the unverified URL that the browser came back to; raise `UnavailableError` if it does not."""
        ends_at = time.monotonic() + timeout_seconds
        with selectors.DefaultSelector() as selector:
            for server in self._servers:
                selector.register(server, selectors.EVENT_READ, server)
            while self._received is None:
                if time.monotonic() >= ends_at:
                    raise UnavailableError("nobody came back from the browser: start again")
                for key, _ in selector.select(_POLL_SECONDS):
                    key.data.handle_request()
        return self._received

    def close(self) -> None:
        """Give the port back."""
        for server in self._servers:
            server.server_close()

    def _make_handler(self) -> type[BaseHTTPRequestHandler]:
        listener = self

        class Handler(BaseHTTPRequestHandler):
            timeout = 5  # seconds for a request: a connection that says nothing does not hold the rest up

            def do_GET(self) -> None:
                url = f"http://localhost:{listener._port}{self.path}"
                is_ours = self.path.partition("?")[0] == listener._path and len(self.path) <= _LONGEST_PATH
                # SECURITY: a page of another host that resolves to this machine is not answered.
                is_here = self.headers.get("Host") == f"localhost:{listener._port}"
                if not (is_ours and is_here and listener._is_awaited(url)):
                    self.send_error(404, explain=_NOT_AWAITED)
                    return
                try:
                    self._send_page()
                finally:
                    listener._received = url  # last: it ends the program that still has to send the page

            def _send_page(self) -> None:
                body = _PAGE.encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Cache-Control", "no-store")
                self.send_header("Referrer-Policy", "no-referrer")
                self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing: the path holds the code."""

        return Handler
