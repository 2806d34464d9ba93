"""Bytes from the network into forms and JSON: limited in size, without duplicates, never half understood."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from isthmus.errors import IsthmusError, MalformedError

BODY_LIMIT = 1024 * 1024
FORM_TYPE = "application/x-www-form-urlencoded"
_MAX_FIELDS = 100
_TOO_LARGE = "the request body is larger than the limit of this address"


class BodyTooLargeError(IsthmusError):
    """A request body is larger than its address takes: 1 MiB, and more for deployments."""

    code = "body_too_large"


async def read_body(request: Request, *, limit: int = BODY_LIMIT) -> bytes:
    """Read the whole body, or raise BodyTooLargeError as soon as it passes `limit` bytes, or says it will."""
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > limit:
        raise BodyTooLargeError(_TOO_LARGE)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise BodyTooLargeError(_TOO_LARGE)
    return bytes(body)


async def read_form(request: Request) -> Mapping[str, str]:
    """Read a form, in which each name may stand once (RFC 6749, section 3.2)."""
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await read_body(request)
    if content_type != FORM_TYPE:
        raise MalformedError(f"the body is no {FORM_TYPE}")
    return parse_form(body)


def parse_form(text: bytes) -> Mapping[str, str]:
    """Parse a query string or form body; raise MalformedError for a name that stands twice."""
    try:
        pairs = parse_qsl(
            text.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MAX_FIELDS
        )
    except ValueError as error:
        raise MalformedError("the form is not readable") from error
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise MalformedError("a parameter is repeated")
    return fields


def parse_query(request: Request) -> Mapping[str, str]:
    """Parse the query string as strictly as a form."""
    return parse_form(request.scope["query_string"])


async def read_json(request: Request) -> Any:
    """Read a JSON body; raise MalformedError if it is none."""
    return parse_json(await read_body(request))


async def read_json_object(request: Request) -> dict[str, Any]:
    """Read a JSON body that is an object; raise MalformedError if it is anything else."""
    value = await read_json(request)
    if not isinstance(value, dict):
        raise MalformedError("the body is no JSON object")
    return value


def parse_json(text: bytes) -> Any:
    """Parse JSON of UTF-8 text, without repeated names, NaN or lone surrogates."""
    try:
        value = json.loads(text.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_refuse_constant)
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise MalformedError("the body is no JSON") from error
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = dict(pairs)
    if len(names) != len(pairs):
        raise ValueError("a name is repeated")
    return names


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")
