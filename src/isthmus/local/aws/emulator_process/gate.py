"""The gate in front of ministack: only our endpoint passes, and only once the caller is settled.

ministack takes `test`, every account id and an Authorization header it can't read as its root, unverified.
The endpoint says of each request who calls: the root (it verified the administrator itself, or calls for
itself), a holder of keys that ministack verifies, or the public of an API. This gate holds the last two to
it, with ministack's own reading of the request, so that nothing is read in two ways.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from ministack import app as ministack_app  # type: ignore[import-untyped]  # ministack ships no types
from ministack.core.iam_evaluator import is_root_access_key  # type: ignore[import-untyped]  # the same
from ministack.core.router import extract_access_key_id  # type: ignore[import-untyped]  # the same

from isthmus.local.aws.emulator_process.reading import merge_headers, parse_query
from isthmus.secret import Secret

Route = Callable[[Mapping[str, Any]], Mapping[str, Any]]

SECRET_HEADER = b"x-isthmus-secret"
CALLER_HEADER = b"x-isthmus-caller"
ROUTE_PREFIX = "/_isthmus/"
KEY_ID = re.compile(r"A(?:KIA|SIA)[A-Z0-9]{16}")


class Gate:
    """ASGI: pass requests of the endpoint to ministack, answer its private routes, refuse the rest."""

    def __init__(self, app: Any, *, secret: Secret, routes: Mapping[str, Route]) -> None:
        self._app = app
        self._secret = secret
        self._routes = routes

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one connection."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http" or not self._secret.matches(_find_header(scope, SECRET_HEADER)):
            await _answer(send, 403, {"message": "only the stack's endpoint calls here"})
            return
        if scope["path"].startswith(ROUTE_PREFIX):
            await self._answer_route(scope, receive, send)
            return
        if not _is_settled(scope, caller=_find_header(scope, CALLER_HEADER)):
            await _answer(send, 403, {"message": "the caller of this request is not settled"})
            return
        await self._app(_without_private_headers(scope), receive, send)

    async def _answer_route(self, scope: Any, receive: Any, send: Any) -> None:
        route = self._routes.get(scope["path"])
        if route is None:
            await _answer(send, 404, {"message": "no such route"})
            return
        await _answer(send, 200, route(json.loads(await _read(receive))))


def _is_settled(scope: Any, *, caller: str) -> bool:
    """Tell whether ministack will see the caller that the endpoint saw. An unknown word is a no."""
    headers = merge_headers(scope["headers"])
    key_id = extract_access_key_id(headers, parse_query(scope["query_string"].decode("latin-1")))
    if caller == "root":
        return True
    if caller == "holder":
        return _is_verifiable(key_id)
    if caller == "public":
        return (key_id == "" or _is_verifiable(key_id)) and _is_data_plane(
            headers.get("host", ""), scope["path"]
        )
    return False


def _is_verifiable(key_id: str) -> bool:
    return KEY_ID.fullmatch(key_id) is not None and not is_root_access_key(key_id)


def _is_data_plane(host: str, path: str) -> bool:
    return (
        ministack_app._parse_execute_api_url(host, path) is not None  # noqa: SLF001  as ministack itself reads it
        or ministack_app._parse_lambda_url(host, path) is not None  # noqa: SLF001  the same
    )


def _find_header(scope: Any, wanted: bytes) -> str:
    """Give the header's value, or nothing if it is absent or repeated."""
    values = [value for name, value in scope.get("headers", ()) if name.lower() == wanted]
    return values[0].decode("latin-1") if len(values) == 1 else ""


def _without_private_headers(scope: Any) -> dict[str, Any]:
    private = (SECRET_HEADER, CALLER_HEADER)
    return {**scope, "headers": [pair for pair in scope["headers"] if pair[0].lower() not in private]}


async def _read(receive: Any) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body", False):
            return bytes(body)


async def _answer(send: Any, status: int, document: Mapping[str, Any]) -> None:
    body = json.dumps(document).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
