"""How the console reads JSON and says no."""

import json
from collections.abc import Mapping
from typing import Any, NoReturn

from starlette.requests import Request
from starlette.responses import Response

from isthmus.errors import IsthmusError

LARGEST_BODY = 256 * 1024


class ConsoleError(IsthmusError):
    """A request that is refused: `code` and the message are the answer's, and hold no secret."""

    def __init__(self, code: str, message: str, *, status: int) -> None:
        super().__init__(message)
        self.code = code
        self.status = status


def error_answer(error: ConsoleError) -> Response:
    """Give the answer that a refusal is: `{"error": code, "message": words}`."""
    # NOTE: the words may quote half a character that a client sent, which has no UTF-8.
    content = json.dumps({"error": error.code, "message": str(error)}, separators=(",", ":"))
    return Response(content, status_code=error.status, media_type="application/json")


def ascii_json(document: Any, *, headers: Mapping[str, str] | None = None) -> Response:
    """Give JSON of what strangers sent, in ASCII: half a character in it would have no UTF-8."""
    content = json.dumps(document, allow_nan=False, separators=(",", ":"))
    return Response(content, media_type="application/json", headers=headers)


async def read_object(request: Request) -> dict[str, Any]:
    """Read a JSON object of at most 256 KiB, or raise ConsoleError."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise ConsoleError("too_large", f"The body has more than {LARGEST_BODY} bytes.", status=413)
    try:
        document = json.loads(body.decode("utf-8"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise ConsoleError("malformed", "The body is not JSON.", status=400) from error
    if not isinstance(document, dict):
        raise ConsoleError("malformed", "The body is not a JSON object.", status=400)
    return document


def check_names(document: dict[str, Any], *, known: frozenset[str]) -> None:
    """Refuse members that nobody reads: they are slips."""
    unknown = sorted(document.keys() - known)
    if unknown:
        message = f"Unknown: {', '.join(unknown)[:200]}. There is: {', '.join(sorted(known)) or 'nothing'}."
        raise ConsoleError("unknown_member", message, status=400)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
