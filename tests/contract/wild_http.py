"""HTTP requests as bytes, mostly of the right form and in places wild, and the judgement of their answers."""

import base64
import contextlib
import http.client
import json
import random
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, quote_plus, urlsplit

from contract.wild_requests import WILD_TEXTS

LONGEST_SECONDS = 5.0
FORM = "application/x-www-form-urlencoded"
METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "FOO")
CONTENT_TYPES = (
    FORM,
    FORM,
    FORM,
    f"{FORM}; charset=utf-16",
    "application/json",
    "multipart/form-data; boundary=x",
    "",
    "é",
)
HEADERS = (
    "Origin",
    "Cookie",
    "Authorization",
    "X-Forwarded-Host",
    "X-Forwarded-For",
    "Accept-Language",
    "Access-Control-Request-Method",
    "X-Amz-Target",
    "X-Amz-Date",
    "Transfer-Encoding",
    "Content-Encoding",
    "Range",
    "If-None-Match",
    "Expect",
)
# What AWS has at these addresses is refused with a deliberate 501.
_NOT_IMPLEMENTED = 501


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpAnswer:
    """What came back; `status` 0 is a connection that the server closed without a word."""

    status: int
    content_type: str
    body: bytes
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WildHttp:
    """Make requests to these paths with these parameters and cookies, of values that lead somewhere."""

    address: str
    paths: tuple[str, ...]
    parameters: Mapping[str, tuple[str, ...]]
    headers: Mapping[str, tuple[str, ...]]
    chance: random.Random

    def request(self) -> bytes:
        """Give one request."""
        chance = self.chance
        wildness = chance.choice((0.0, 0.1, 0.5))
        method = (
            chance.choice(METHODS) if chance.random() < wildness else chance.choice(("GET", "POST", "POST"))
        )
        path = self._path(wildness)
        body = b"" if method == "GET" else self._body(wildness)
        query = self._pairs(wildness) if method == "GET" or chance.random() < 0.5 else ""
        lines = [f"{method} {path}{f'?{query}' if query else ''} HTTP/1.1", f"Host: {self._host(wildness)}"]
        lines += ["Connection: close", f"Content-Length: {len(body)}"]
        lines += [f"Content-Type: {self._content_type(wildness)}"]
        for name in chance.sample(HEADERS, chance.choice((0, 1, 2, 3))):
            lines.append(f"{name}: {self._header(name, wildness)}")
        return "\r\n".join(lines).encode("utf-8", "surrogatepass") + b"\r\n\r\n" + body

    def _path(self, wildness: float) -> str:
        path = self.chance.choice(self.paths)
        if self.chance.random() < wildness / 3:
            path += self.chance.choice(
                ("/", "/x", "%00", "%2e%2e/", "//", ";a=b", "%ff%fe", "/" + "a" * 3000)
            )
        return path

    def _host(self, wildness: float) -> str:
        if self.chance.random() < wildness / 3:
            return self.chance.choice(
                ("", "evil.example", "x.auth.localhost", "[::1]", "a b", "é", "x" * 300, "127.0.0.1:99999")
            )
        return urlsplit(self.address).netloc

    def _content_type(self, wildness: float) -> str:
        return self.chance.choice(CONTENT_TYPES) if self.chance.random() < wildness else FORM

    def _body(self, wildness: float) -> bytes:
        if self.chance.random() < wildness / 2:
            texts = (
                b"\0" * 64,
                b"{",
                b"[" * 900,
                b"%zz=%",
                b"=&=&=",
                b"\xff\xfe",
                b"a" * 200_000,
                b"a=1&" * 500,
            )
            return self.chance.choice(texts)
        return self._pairs(wildness).encode()

    def _pairs(self, wildness: float) -> str:
        names = [name for name in self.parameters if self.chance.random() < 0.7]
        pairs = [f"{name}={self._value(name, wildness)}" for name in names]
        if pairs and self.chance.random() < wildness / 3:
            pairs.append(pairs[0])
        return "&".join(pairs)

    def _value(self, name: str, wildness: float) -> str:
        if self.chance.random() < wildness:
            text = self.chance.choice(WILD_TEXTS)[:5000].encode("utf-8", "surrogatepass")
            return quote_plus(text) if self.chance.random() < 0.9 else quote(text, safe="=/?&;")
        return quote_plus(self.chance.choice(self.parameters[name]))

    def _header(self, name: str, wildness: float) -> str:
        known = self.headers.get(name)
        if known and self.chance.random() > wildness:
            return self.chance.choice(known)
        text = self.chance.choice(WILD_TEXTS)[:3000]
        # A line break would end the header: that the parser cuts there is no question to this server.
        text = text.replace("\r", " ").replace("\n", " ")
        wild = base64.b64encode(text.encode("utf-8", "surrogatepass")).decode()
        return self.chance.choice(
            (text, f"Basic {wild}", f"Bearer {text}", f"cognito={text}; XSRF-TOKEN={text}")
        )


def send(address: str, request: bytes) -> HttpAnswer:
    """Send the bytes and read the answer; one that does not come in time raises TimeoutError."""
    where = urlsplit(address)
    started_at = time.monotonic()
    with socket.create_connection(
        (where.hostname or "", where.port or 0), timeout=LONGEST_SECONDS
    ) as connection:
        # Refused before all of it was read: the answer may be there nevertheless.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall(request)
        answer = http.client.HTTPResponse(connection, method=request.partition(b" ")[0].decode())
        try:
            answer.begin()
            body = answer.read()
        except (ConnectionResetError, http.client.RemoteDisconnected):
            return HttpAnswer(status=0, content_type="", body=b"", seconds=time.monotonic() - started_at)
        return HttpAnswer(
            status=answer.status,
            content_type=answer.headers.get("content-type", ""),
            body=body,
            seconds=time.monotonic() - started_at,
        )


def find_fault(answer: HttpAnswer) -> str | None:  # noqa: PLR0911  a list of guards
    """Give what is wrong with an answer, or None."""
    if answer.status >= 500 and answer.status != _NOT_IMPLEMENTED:
        return f"status {answer.status}: {answer.body[:200]!r}"
    if answer.seconds > LONGEST_SECONDS:
        return f"took {answer.seconds:.1f} s"
    if b"Traceback (most recent" in answer.body:
        return "shows a traceback"
    if "json" not in answer.content_type or not answer.body:
        return None
    try:
        document = json.loads(answer.body)
    except ValueError:
        return f"is no JSON: {answer.body[:200]!r}"
    if answer.status >= 400 and not {"error", "__type", "message"} & set(document):
        return f"names no error: {document}"
    return None
