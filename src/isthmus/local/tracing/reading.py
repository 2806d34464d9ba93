"""An exchange read for naming and grouping: address, headers and bodies taken apart. It holds secrets.

What can't be read is empty here: nothing in this package fails for what a client sent.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, unquote

from isthmus.local.tracing.exchange import Exchange, Headers
from isthmus.local.tracing.masking.bodies import decode_body
from isthmus.local.tracing.masking.cut_json import parse_cut_json


@dataclass(frozen=True, eq=False)
class Reading:
    """One exchange, read at need. Of repeated headers and fields the first counts."""

    exchange: Exchange

    @cached_property
    def path(self) -> str:
        """The path, decoded; of an exchange with the outside, that of its URL."""
        return unquote(self.exchange.target.partition("?")[0])

    @cached_property
    def query(self) -> Mapping[str, str]:
        """The query's fields."""
        return _fields(self.exchange.target.partition("?")[2].partition("#")[0])

    @cached_property
    def request_headers(self) -> Mapping[str, str]:
        """By lower-case name."""
        return _by_name(self.exchange.request_headers)

    @cached_property
    def response_headers(self) -> Mapping[str, str]:
        """By lower-case name."""
        return _by_name(self.exchange.response_headers)

    @cached_property
    def request_text(self) -> str:
        """The body as a text."""
        return _text(
            self.exchange.request_body, size=self.exchange.request_size, headers=self.request_headers
        )

    @cached_property
    def response_text(self) -> str:
        """The answer's body as a text."""
        return _text(
            self.exchange.response_body, size=self.exchange.response_size, headers=self.response_headers
        )

    @cached_property
    def form(self) -> Mapping[str, str]:
        """The fields of a form, empty for another body."""
        is_form = "x-www-form-urlencoded" in self.request_headers.get("content-type", "")
        return _fields(self.request_text) if is_form else {}

    @cached_property
    def document(self) -> Any:
        """The body as JSON, or None."""
        return _document(self.request_text)

    @cached_property
    def response_document(self) -> Any:
        """The answer's body as JSON, or None."""
        return _document(self.response_text)

    def member(self, *names: str) -> str:
        """Give a text within the body's JSON, empty if it is not there."""
        return text_at(self.document, *names)


def text_at(document: Any, *names: str) -> str:
    """Give a text within a JSON document, empty if it is not there."""
    for name in names:
        document = document.get(name) if isinstance(document, dict) else None
    return document if isinstance(document, str) else ""


def _by_name(headers: Headers) -> dict[str, str]:
    read: dict[str, str] = {}
    for name, value in headers:
        read.setdefault(name.decode("latin-1").lower(), value.decode("utf-8", "replace"))
    return read


def _fields(query: str) -> dict[str, str]:
    read: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True, errors="replace"):
        read.setdefault(name, value)
    return read


def _text(content: bytes, *, size: int, headers: Mapping[str, str]) -> str:
    decoded, _ = decode_body(content, size=size, encoding=headers.get("content-encoding", "").strip().lower())
    return decoded.decode("utf-8", "replace")


def _document(text: str) -> Any:
    if text.lstrip()[:1] not in {"{", "["}:
        return None
    try:
        return json.loads(text)
    except RecursionError:
        return None
    except ValueError:
        return _cut_document(text)


def _cut_document(text: str) -> Any:
    try:
        return parse_cut_json(text)
    except (ValueError, RecursionError):
        return None
