"""Where in an exchange tokens are. They are secrets until they are shown without their signatures."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from isthmus.local.tracing.reading import Reading

MOST_TOKENS = 12
DEEPEST = 12
_JWT = re.compile(
    r"(?:(?<![A-Za-z0-9_-])|(?<=%[0-9A-Fa-f]{2}))eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+"
)
_NAME = re.compile(r"[A-Za-z0-9_.:/-]{1,60}")


def find_tokens(reading: Reading) -> list[tuple[str, str]]:
    """Give places and tokens, each token once, at most `MOST_TOKENS`."""
    found: dict[str, str] = {}
    for place, token in _all(reading):
        found.setdefault(token, place)
        if len(found) == MOST_TOKENS:
            break
    return [(place, token) for token, place in found.items()]


def _all(reading: Reading) -> Iterator[tuple[str, str]]:
    for name, value in reading.request_headers.items():
        yield from _in_text(value, place=f"request header {_shown(name)}")
    yield from _in_text(unquote(reading.exchange.target), place="address")
    for name, value in reading.form.items():
        yield from _in_text(value, place=f"request {_shown(name)}")
    yield from _in_document(reading.document, place="request", depth=0)
    yield from _in_text(reading.request_text, place="request")
    yield from _in_document(reading.response_document, place="answer", depth=0)
    yield from _in_text(unquote(reading.response_headers.get("location", "")), place="answer header location")
    yield from _in_text(reading.response_text, place="answer")


def _in_document(document: Any, *, place: str, depth: int) -> Iterator[tuple[str, str]]:
    if depth > DEEPEST:
        return
    if isinstance(document, dict):
        for name, value in document.items():
            yield from _in_document(
                value,
                place=f"{place} {_shown(name)}" if depth == 0 else f"{place}.{_shown(name)}",
                depth=depth + 1,
            )
    elif isinstance(document, list):
        for value in document:
            yield from _in_document(value, place=place, depth=depth + 1)
    elif isinstance(document, str):
        yield from _in_text(document, place=place)


def _in_text(text: str, *, place: str) -> Iterator[tuple[str, str]]:
    for token in _JWT.findall(text):
        yield place, token


def _shown(name: str) -> str:
    """A name may be anything that a client sends, a token included."""
    return name if _NAME.fullmatch(name) and "eyJ" not in name else "member"
