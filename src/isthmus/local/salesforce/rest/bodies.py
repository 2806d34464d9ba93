"""Bodies of REST requests: JSON, plain or gzipped, of at most 1 MiB either way."""

import zlib
from typing import Any

from starlette.requests import Request

from isthmus.errors import MalformedError
from isthmus.local.salesforce.errors import RestError
from isthmus.local.salesforce.wire import BODY_LIMIT, BodyTooLargeError, parse_json, read_body

_JSON = "application/json"
_GZIP_WINDOW = 16 + zlib.MAX_WBITS


async def read_object(request: Request) -> dict[str, Any]:
    """Read a JSON object; raise RestError 400 or 415, or BodyTooLargeError."""
    _check_type(request)
    body = await read_body(request)
    try:
        value = parse_json(_decoded(request, body))
    except MalformedError as error:
        raise RestError(str(error), status=400, error_code="JSON_PARSER_ERROR") from error
    if not isinstance(value, dict):
        raise RestError("the body is no JSON object", status=400, error_code="JSON_PARSER_ERROR")
    return value


def _check_type(request: Request) -> None:
    given = request.headers.get("content-type", _JSON).partition(";")[0].strip().lower()
    if given != _JSON:
        raise RestError(
            "The content type is not supported by the local org: send application/json",
            status=415,
            error_code="UNSUPPORTED_MEDIA_TYPE",
        )


def _decoded(request: Request, body: bytes) -> bytes:
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding == "identity":
        return body
    if encoding != "gzip":
        raise RestError(
            "The content encoding is not supported by the local org: send gzip or none",
            status=415,
            error_code="UNSUPPORTED_MEDIA_TYPE",
        )
    return _unzip(body)


def _unzip(body: bytes) -> bytes:
    # SECURITY: no more than the limit is ever unpacked, however small the body that came.
    decoder = zlib.decompressobj(_GZIP_WINDOW)
    try:
        text = decoder.decompress(body, BODY_LIMIT + 1)
    except zlib.error as error:
        raise MalformedError("the body is no gzip") from error
    if len(text) > BODY_LIMIT:
        raise BodyTooLargeError("the request body is larger than 1 MiB")
    if not decoder.eof or decoder.unused_data:
        raise MalformedError("the body is no whole gzip")
    return text
