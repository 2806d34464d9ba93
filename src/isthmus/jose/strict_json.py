"""JSON from others with one meaning or none: duplicate names, NaN, and anything but an object are refused.

RFC 8259 section 4 leaves duplicate names to the reader, so that two readers of one token may see two tokens.
"""

import json
from typing import Any, NoReturn

from isthmus.errors import MalformedError

_WHITE_SPACE = " \t\r\n"  # RFC 8259 section 2; str.strip() alone takes more


def parse_object(unverified_bytes: bytes) -> dict[str, Any]:
    """Read one JSON object in UTF-8; raise `MalformedError` else.

    It has no size limit of its own: whoever received the bytes has one.
    """
    try:
        text = unverified_bytes.decode("utf-8").strip(_WHITE_SPACE)
        value, end = _DECODER.raw_decode(text)
    except (ValueError, RecursionError) as error:
        # SECURITY: nested deep enough, a few kilobytes of brackets end in a RecursionError.
        raise MalformedError(f"not JSON: {type(error).__name__}") from None
    if end != len(text):
        raise MalformedError("not JSON: more than one value")
    if not isinstance(value, dict):
        raise MalformedError("not a JSON object")
    return value


def _refuse_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise MalformedError("JSON with a name twice")
    return members


def _refuse_constant(constant: str) -> NoReturn:
    raise MalformedError(f"not JSON: {constant}")


_DECODER = json.JSONDecoder(object_pairs_hook=_refuse_duplicates, parse_constant=_refuse_constant)
