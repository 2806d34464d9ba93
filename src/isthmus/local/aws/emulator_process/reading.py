"""A request's headers and query as ministack itself reads them."""

from collections.abc import Iterable
from urllib.parse import parse_qs


def merge_headers(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Join repeated headers by a comma; names in lower case."""
    merged: dict[str, str] = {}
    for name, value in headers:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        merged[key] = f"{merged[key]}, {text}" if key in merged else text
    return merged


def parse_query(raw_query: str) -> dict[str, list[str]]:
    """Parse a raw query; blank values count."""
    return parse_qs(raw_query, keep_blank_values=True)
