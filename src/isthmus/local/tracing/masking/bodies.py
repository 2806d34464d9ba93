"""A body's bytes to the `Body` that is shown: decoded, masked. What can't be read is not shown."""

import json
import re
import zlib
from collections.abc import Callable
from urllib.parse import quote

from isthmus.local.tracing.exchange import KEPT_BODY_BYTES
from isthmus.local.tracing.hop import Body
from isthmus.local.tracing.masking.cut_json import parse_cut_json
from isthmus.local.tracing.masking.markup import mask_html, mask_xml
from isthmus.local.tracing.masking.masker import Masker

NOT_READABLE = "(not shown: it is not what it says it is)"
LONGEST_SHOWN = 64 * 1024
"""Characters of what is shown: indented, a document of 16 KiB may be a hundred times as long."""
_LAST_LINE = 2000
_LAST_PART = 512
_BETWEEN_FIELDS = re.compile(r"[%&+\r\n]")
# The name of a column, or of a part, stands apart from its values.
_UNNAMED = frozenset({"text/csv", "text/tab-separated-values"})
_WBITS = {"gzip": 31, "deflate": 15}


def decode_body(content: bytes, *, size: int, encoding: str) -> tuple[bytes, bool]:
    """Give the bytes behind a Content-Encoding, and whether an end is missing; nothing for one unknown."""
    is_cut = size > len(content)
    if encoding in {"", "identity"}:
        return content, is_cut
    if encoding not in _WBITS:
        return b"", True
    inflating = zlib.decompressobj(_WBITS[encoding])
    try:
        # SECURITY: a small body may inflate to gigabytes.
        inflated = inflating.decompress(content, KEPT_BODY_BYTES)
    except zlib.error:
        return b"", True
    return inflated, is_cut or not inflating.eof


def mask_body(
    content: bytes, *, size: int, is_open: bool, content_type: str, encoding: str, masker: Masker
) -> Body:
    """Mask a body of which `content` was kept, out of `size` bytes; with `is_open` more may come."""
    decoded, is_cut = decode_body(content, size=size, encoding=encoding)
    text, is_cut_in_character = _text_of(decoded, is_cut=is_cut or is_open)
    if not size:
        return Body(kind="empty", text="", size=0, is_cut=False)
    if text is None:
        return Body(kind="binary", text="", size=size, is_cut=is_cut)
    kind = _kind_of(text, content_type=content_type)
    shown = _SHOWN[kind](text, is_cut or is_open or is_cut_in_character, masker)
    is_longer = len(shown) > LONGEST_SHOWN
    return Body(kind=kind, text=shown[:LONGEST_SHOWN], size=size, is_cut=is_cut or is_longer)


def _text_of(content: bytes, *, is_cut: bool) -> tuple[str | None, bool]:
    if b"\0" in content:
        # SECURITY: UTF-16 is valid UTF-8 as well, with a zero within each name and secret.
        return None, False
    try:
        return content.decode("utf-8"), False
    except UnicodeDecodeError as error:
        if is_cut and len(content) - error.start < 4:  # noqa: PLR2004  a character has four bytes at most
            return content[: error.start].decode("utf-8"), True
        return None, False


def _kind_of(text: str, *, content_type: str) -> str:
    media_type = content_type.partition(";")[0].strip().lower()
    start = text.lstrip()[:1]
    if "json" in media_type or (not media_type and start in {"{", "["}):
        return "json"
    if media_type == "application/x-www-form-urlencoded":
        # Some clients say so of everything they send.
        return "json" if start == "{" else "form"
    if media_type in {"text/html", "application/xhtml+xml"}:
        return "html"
    if "xml" in media_type or (not media_type and start == "<"):
        return "xml"
    if media_type in _UNNAMED or (not media_type and text.lstrip().startswith("--")):
        return "binary"
    is_text = media_type.startswith("text/") or "javascript" in media_type or not media_type
    return "text" if is_text else "binary"


def _json(text: str, is_cut: bool, masker: Masker) -> str:  # noqa: FBT001  one signature for all kinds
    try:
        document = parse_cut_json(text) if is_cut else json.loads(text)
    except (ValueError, RecursionError):
        return _unreadable(text, masker)
    return json.dumps(masker.document(document), indent=2, ensure_ascii=False)


def _form(text: str, is_cut: bool, masker: Masker) -> str:  # noqa: FBT001  one signature for all kinds
    whole = text.rpartition("&")[0] if is_cut else text
    return "\n".join(f"{_one_line(name)}={_one_line(value)}" for name, value in masker.pairs(whole))


def _one_line(text: str) -> str:
    """Keep of a form's encoding what tells its fields apart."""
    return _BETWEEN_FIELDS.sub(lambda found: quote(found[0]), text)


def _text(text: str, is_cut: bool, masker: Masker) -> str:  # noqa: FBT001  one signature for all kinds
    return masker.text(_whole_lines(text) if is_cut else text)


def _xml(text: str, is_cut: bool, masker: Masker) -> str:  # noqa: ARG001,FBT001  one signature for all kinds
    return mask_xml(text, masker=masker)


def _html(text: str, is_cut: bool, masker: Masker) -> str:  # noqa: ARG001,FBT001  one signature for all kinds
    return mask_html(text, masker=masker)


def _binary(text: str, is_cut: bool, masker: Masker) -> str:  # noqa: ARG001,FBT001  one signature for all kinds
    return ""


def _unreadable(text: str, masker: Masker) -> str:
    """SECURITY: what has no names is shown only if nothing in it looks like a secret."""
    return text if len(text) < _LAST_PART and masker.text(text) == text else NOT_READABLE


def _whole_lines(text: str) -> str:
    """SECURITY: the last words of a text that was cut may be half a secret, which no shape gives away."""
    end = text.rfind("\n")
    if len(text) - end > _LAST_LINE:
        return text[: max(0, len(text) - _LAST_PART)].rpartition(" ")[0]
    return text[: end + 1]


_SHOWN: dict[str, Callable[[str, bool, Masker], str]] = {
    "json": _json,
    "form": _form,
    "text": _text,
    "xml": _xml,
    "html": _html,
    "binary": _binary,
}
