"""Addresses in metadata: which ones the org may call, and which it may send a browser back to."""

import re
from urllib.parse import SplitResult, urlsplit

from isthmus.errors import MalformedError

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_PRINTABLE = re.compile(r"[\x21-\x7e]+")
_HOST = re.compile(r"[A-Za-z0-9.:-]+")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*")
_NEVER = frozenset({"javascript", "data", "vbscript", "file", "blob", "about"})


def parse_endpoint(text: str) -> str:
    """Give an address the org may call: https, or http on loopback, without credentials, query or fragment.

    NOTE: Salesforce has no loopback; http is for the APIs of the local stack and nothing else.
    """
    url = _parse(text)
    is_secure = url.scheme == "https" or (url.scheme == "http" and url.hostname in _LOOPBACK)
    if not is_secure or not url.hostname or "@" in url.netloc or url.query or url.fragment:
        raise MalformedError(f"'{text}' is not a valid endpoint URL: it must begin with https://")
    return text


def parse_callback(text: str) -> str:
    """Give an address a browser may be sent back to: https, http on loopback, or an app's own scheme."""
    url = _parse(text)
    if url.scheme in {"http", "https"}:
        is_valid = bool(url.hostname) and (url.scheme == "https" or url.hostname in _LOOPBACK)
    else:
        is_valid = bool(_SCHEME.fullmatch(url.scheme)) and url.scheme not in _NEVER
    if not is_valid or "@" in url.netloc or "#" in text:
        raise MalformedError(f"'{text}' is not a valid callback URL: it must begin with https://")
    return text


def parse_trusted_url(text: str) -> str:
    """Give an address that pages may call: https or wss, or http on loopback as in `parse_endpoint`."""
    try:
        url = urlsplit(text)
    except ValueError as error:
        raise MalformedError(f"'{text}' is not a valid trusted URL") from error
    is_local = url.scheme == "http" and url.hostname in _LOOPBACK
    if url.scheme not in {"https", "wss"} and not is_local:
        raise MalformedError(f"'{text}' is not a valid trusted URL: it must begin with https:// or wss://")
    return text


def parse_origin_pattern(text: str) -> str:
    """Give an origin of the CORS allowlist: https, a host whose first label may be `*`, and maybe a port."""
    url = _parse(text.replace("://*.", "://wildcard.", 1))
    if url.scheme != "https" or not url.hostname or text != text.rstrip("/") or "*" in url.netloc:
        raise MalformedError(f"'{text}' is not a valid origin URL pattern: it must begin with https://")
    if url.path or url.query or url.fragment or "@" in url.netloc:
        raise MalformedError(
            f"'{text}' is not a valid origin URL pattern: it has more than scheme, host and port"
        )
    return text


def origin_of(address: str) -> str:
    """Give the scheme, host and port of an address, or only the scheme of an app's own."""
    url = urlsplit(address)
    return f"{url.scheme}://{url.netloc}" if url.scheme in {"http", "https"} else f"{url.scheme}:"


def _parse(text: str) -> SplitResult:
    try:
        url = urlsplit(text)
        _ = url.port
    except ValueError as error:
        raise MalformedError(f"'{text}' is not a URL") from error
    if not _PRINTABLE.fullmatch(text) or (url.hostname and not _HOST.fullmatch(url.hostname)):
        raise MalformedError(f"'{text}' is not a URL")
    return url
