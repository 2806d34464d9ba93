"""A single-page app on a port of its own, another origin than the stack's."""

import html
import json
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from contract.javascript_clients import install_clients, node

_PAGE = """<!doctype html><title>App</title>
<script type="application/json" id="settings">{settings}</script>
<button id="sign-in">Sign in</button><button id="refresh">Refresh</button>
<p id="error"></p><pre id="result"></pre>
<script type="module" src="/app.js"></script>"""


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, *arguments: Any, script: bytes, settings: dict[str, Any]) -> None:
        self._script = script
        self._settings = settings
        super().__init__(*arguments)

    def do_GET(self) -> None:
        is_script = self.path == "/app.js"
        page = _PAGE.replace("{settings}", html.escape(json.dumps(self._settings), quote=False))
        self.send_response(200)
        self.send_header("Content-Type", "text/javascript" if is_script else "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(self._script if is_script else page.encode())

    def log_message(self, *_: Any) -> None:
        """Say nothing: query strings hold codes."""


class OpenIdApp:
    """The running app. `settings` are UserManager's; they are read at each page load."""

    def __init__(self, script: bytes) -> None:
        self.settings: dict[str, Any] = {}
        handler = partial(_Handler, script=script, settings=self.settings)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    @property
    def address(self) -> str:
        return f"http://localhost:{self._server.server_port}"

    def configure(self, settings: Mapping[str, Any]) -> None:
        self.settings.clear()
        self.settings.update(settings)

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@contextmanager
def openid_app() -> Iterator[OpenIdApp]:
    """Bundle the app by esbuild and serve it."""
    install_clients()
    with tempfile.TemporaryDirectory() as folder:
        bundle = Path(folder) / "app.js"
        options = ["--bundle", "--format=esm", "--target=es2022", "--log-level=warning"]
        node("node_modules/esbuild/bin/esbuild", "openid_app.js", *options, f"--outfile={bundle}")
        script = bundle.read_bytes()
    app = OpenIdApp(script)
    try:
        yield app
    finally:
        app.close()
