"""What stands before every address of the console: whose requests are taken, and how answers are guarded.

The console has no sign-in: whoever is on this machine may use it, and nobody else. A web site in the browser
of this machine is somebody else, by whatever name it comes.
"""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from isthmus.local.console.answering import ConsoleError, error_answer

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
READING = frozenset({"GET", "HEAD"})
_GUARDS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class Gate:
    """Let requests of this machine through to `app`; an ASGI app."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_GUARDS)
            await send(message)

        try:
            check_request(scope["method"], Headers(scope=scope))
        except ConsoleError as error:
            await error_answer(error)(scope, receive, send_guarded)
            return
        await self._app(scope, receive, send_guarded)


def check_request(method: str, headers: Headers) -> None:
    """Refuse what a web site could make a browser send, with ConsoleError."""
    hosts = headers.getlist("host")
    # SECURITY: without this, a site whose name leads to 127.0.0.1 (DNS rebinding) reads codes and hops.
    if len(hosts) != 1 or _without_port(hosts[0]) not in LOOPBACK:
        raise ConsoleError("forbidden", "The console answers to localhost and 127.0.0.1 alone.", status=403)
    if method in READING:
        # A page of the console may be linked to; what it reads is for itself, and costs work to give.
        is_visit = headers.get("sec-fetch-mode", "navigate") == "navigate"
        if headers.get("sec-fetch-site", "none") not in ("same-origin", "none") and not is_visit:
            raise ConsoleError("forbidden", "The request comes from another site.", status=403)
        return
    # SECURITY: without these, any site can switch faults on and run flows (CSRF).
    if headers.getlist("origin") not in ([], [f"http://{hosts[0]}"]):
        raise ConsoleError("forbidden", "The request comes from another site.", status=403)
    if headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        raise ConsoleError("forbidden", "The request comes from another site.", status=403)
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json" and method != "DELETE":
        message = "Send JSON, with Content-Type: application/json."
        raise ConsoleError("unsupported_media_type", message, status=415)


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return name.lower() if colon and port.isdecimal() else host.lower()
