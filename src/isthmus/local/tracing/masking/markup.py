"""Pages and XML documents, masked piece by piece: elements, attributes and the texts between them."""

import re
from collections.abc import Iterator
from html import escape, unescape
from html.parser import HTMLParser

from isthmus.local.tracing.masking.masker import Masker
from isthmus.local.tracing.masking.names import is_secret_field, is_secret_name
from isthmus.local.tracing.masking.stamp import MASK

_ENDS = {"<![CDATA[": "]]>", "<!--": "-->", "<?": "?>", "<!": ">", "<": ">"}
_TAG = re.compile(r"<(/?)\s*([^\s/>]+)([^>]*?)(/?)>", re.DOTALL)
_ATTRIBUTE = re.compile(r"([^\s=/]+)\s*=\s*(\"[^\"]*\"|'[^']*')")
_ADDRESSES = frozenset({"href", "src", "action", "formaction"})
# A picture may be the secret of an authenticator app, for its camera.
_SILENT = frozenset({"script", "style", "svg"})
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)


def mask_xml(text: str, *, masker: Masker) -> str:
    """Mask a document: what stands in an element is named by it, and by those around it."""
    open_names: list[str] = []
    shown: list[str] = []
    for piece, is_text in _pieces(_up_to_last_tag(text)):
        tag = None if is_text else _TAG.fullmatch(piece)
        if tag is not None:
            shown.append(_xml_tag(tag, masker=masker))
            _follow(open_names, tag)
        elif is_text:
            shown.append(_xml_text(piece, names=open_names, masker=masker))
    return "".join(shown)


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Give tags, and the texts between them. Comments and instructions are left out, and what has no end."""
    position = 0
    while position < len(text):
        opening = next((each for each in _ENDS if text.startswith(each, position)), "")
        if not opening:
            end = text.find("<", position)
            start, position = position, end if end >= 0 else len(text)
            yield text[start:position], True
            continue
        start, end = position + len(opening), text.find(_ENDS[opening], position + len(opening))
        if end < 0:
            return
        position = end + len(_ENDS[opening])
        if opening == "<":
            yield text[start - 1 : position], False
        elif opening == "<![CDATA[":
            yield text[start:end], True


def _up_to_last_tag(text: str) -> str:
    """SECURITY: of a document that was cut, the last text may be half a secret, its element half read."""
    return text[: text.rfind(">") + 1]


def _xml_tag(tag: re.Match[str], *, masker: Masker) -> str:
    attributes = "".join(
        f' {name}="{escape(masker.value(unescape(value[1:-1]), name=_local(name)))}"'
        for name, value in _ATTRIBUTE.findall(tag[3])
        if not name.startswith("xmlns")
    )
    return f"<{tag[1]}{masker.text(tag[2], is_identifier=True)}{attributes}{tag[4]}>"


def _follow(open_names: list[str], tag: re.Match[str]) -> None:
    if tag[4]:
        return
    if not tag[1]:
        open_names.append(_local(tag[2]))
    elif _local(tag[2]) in open_names:
        while open_names.pop() != _local(tag[2]):
            pass


def _xml_text(text: str, *, names: list[str], masker: Masker) -> str:
    content = unescape(text)
    if not content.strip():
        return content
    name = names[-1] if names else ""
    is_error_code = names[-2:] == ["Error", "Code"]
    within = any(is_secret_name(outer) for outer in names[:-1])
    if is_error_code:
        return escape(masker.text(content, is_identifier=True))
    return escape(masker.value(content, name=name, is_within_secret=within))


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def mask_html(text: str, *, masker: Masker) -> str:
    """Mask a page: values of hidden fields and passwords, addresses, texts. Scripts are not shown."""
    page = _Page(masker)
    page.feed(_up_to_last_tag(text))
    return "".join(page.shown)


class _Page(HTMLParser):
    def __init__(self, masker: Masker) -> None:
        super().__init__(convert_charrefs=True)
        self.shown: list[str] = []
        self._masker = masker
        self._silent: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._silent is not None:
            return
        given = {name: value or "" for name, value in attrs}
        shown = "".join(f' {name}="{escape(self._attribute(name, given))}"' for name in given)
        self.shown.append(f"<{tag}{shown}>")
        if tag in _SILENT:
            self._silent = tag
            self.shown.append(MASK)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._silent:
            self._silent = None
        if self._silent is not None:
            return
        if tag not in _VOID:
            self.shown.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if self._silent is None:
            self.shown.append(escape(self._masker.text(data)) if data.strip() else data)

    def handle_decl(self, decl: str) -> None:
        self.shown.append(f"<!{self._masker.text(decl, is_identifier=True)}>")

    def _attribute(self, name: str, given: dict[str, str]) -> str:
        value = given[name]
        if name in _ADDRESSES:
            return self._masker.url(value)
        if name == "value" and _is_secret_input(given):
            return self._masker.secret(value)
        return self._masker.value(value, name=name)


def _is_secret_input(given: dict[str, str]) -> bool:
    kind = given.get("type", "").lower()
    return kind in {"hidden", "password"} or is_secret_field(given.get("name", ""))
