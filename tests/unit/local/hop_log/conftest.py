import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest


@dataclass(slots=True)
class SampleConsole:
    """What a console answers: its hops, and the bytes of the stream, which then ends."""

    recent: bytes = json.dumps({"hops": [], "newest": 0}).encode()
    stream: bytes = b""
    status: int = 200
    asked: list[str] = field(default_factory=list)
    url: str = ""

    def will_tell(self, *documents: Any) -> None:
        """Stream events as the console writes them."""
        self.stream = b": hello\n\n" + b"".join(
            f"id: {document['id']}\nevent: hop\ndata: {json.dumps(document)}\n\n".encode()
            for document in documents
        )


@pytest.fixture
def console() -> Iterator[SampleConsole]:
    told = SampleConsole()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.asked.append(self.path)
            self.send_response(told.status)
            self.end_headers()
            self.wfile.write(told.stream if "stream" in self.path else told.recent)

        def log_message(self, *_: object) -> None:
            """Keep the tests' output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield told
    server.shutdown()
    thread.join()
    server.server_close()
