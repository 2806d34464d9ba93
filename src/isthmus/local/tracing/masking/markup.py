"""Pages and XML documents, masked piece by piece: elements, attributes and the texts between them."""

import re
from dataclasses import dataclass
from html import escape, unescape
from html.parser import HTMLParser

from isthmus.local.tracing.masking.masker import Masker
from isthmus.local.tracing.masking.names import (
    is_secret_field,
    is_secret_name,
    is_value_name,
    names_a_secret,
)
from isthmus.local.tracing.masking.stamp import MASK

# A tag may have `>` within an attribute. What begins like a tag and is none ends the reading.
_PIECE = re.compile(
    r"<!\[CDATA\[(.*?)\]\]>|<!--.*?-->|<\?.*?\?>|<[A-Za-z_/](?:[^<>\"']|\"[^\"]*\"|'[^']*')*+>|[^<]+",
    re.DOTALL,
)
_TAG = re.compile(r"<(/?)([A-Za-z_][^\s/>]*)(.*?)(/?)>", re.DOTALL)
_ATTRIBUTE = re.compile(r"(?<![^\s/\"'])([^\s=/\"']++)\s*+=\s*+(\"[^\"]*\"|'[^']*')")
DEEPEST = 100
"""Elements within elements beyond this are not shown."""
_ADDRESSES = frozenset({"href", "src", "action", "formaction"})
# A picture may be the secret of an authenticator app, for its camera.
_SILENT = frozenset({"script", "style", "svg"})
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)


def mask_xml(text: str, *, masker: Masker) -> str:
    """Mask a document: what stands in an element is named by it, and by those around it."""
    whole = masker.known(_up_to_last_tag(text))
    around: list[_Element] = []
    shown: list[str] = []
    position = 0
    while piece := _PIECE.match(whole, position):
        position = piece.end()
        content = piece[1] if piece[1] is not None else piece[0]
        tag = _TAG.fullmatch(content) if piece[1] is None else None
        if tag is not None:
            shown.append(_xml_tag(tag, masker=masker))
            _follow(around, tag)
        elif piece[1] is not None or not content.startswith("<"):
            shown.append(_xml_text(content, around=around, masker=masker))
        if len(around) > DEEPEST:
            break
    return "".join(shown)


@dataclass(slots=True, kw_only=True)
class _Element:
    """An element that is open. `told` is whether one of its children said that the next is a secret."""

    name: str
    is_within_secret: bool
    told: bool = False


def _up_to_last_tag(text: str) -> str:
    """SECURITY: of a document that was cut, the last text may be half a secret, its element half read."""
    return text[: text.rfind(">") + 1]


def _xml_tag(tag: re.Match[str], *, masker: Masker) -> str:
    attributes = "".join(
        f' {masker.text(name)}="{escape(masker.value(unescape(value[1:-1]), name=_local(name)))}"'
        for name, value in _ATTRIBUTE.findall(tag[3])
        if not name.startswith("xmlns")
    )
    return f"<{tag[1]}{masker.text(tag[2])}{attributes}{tag[4]}>"


def _follow(around: list[_Element], tag: re.Match[str]) -> None:
    if tag[4]:
        return
    name = _local(tag[2])
    if not tag[1]:
        outer = around[-1] if around else None
        is_within = outer is not None and (outer.is_within_secret or is_secret_name(outer.name))
        around.append(_Element(name=name, is_within_secret=is_within))
    elif any(each.name == name for each in around):
        while around.pop().name != name:
            pass


def _xml_text(text: str, *, around: list[_Element], masker: Masker) -> str:
    content = unescape(text)
    if not content.strip():
        return content
    if not around:
        return escape(masker.text(content))
    inner, outer = around[-1], around[-2] if len(around) > 1 else None
    if outer is not None and (outer.name, inner.name) == ("Error", "Code"):
        return escape(masker.text(content, is_identifier=True))
    is_told = outer is not None and outer.told and is_value_name(inner.name)
    if outer is not None and names_a_secret({inner.name: content.strip()}):
        outer.told = True
    return escape(masker.value(content, name=inner.name, is_within_secret=inner.is_within_secret or is_told))


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def mask_html(text: str, *, masker: Masker) -> str:
    """Mask a page: values of hidden fields and passwords, addresses, texts. Scripts are not shown."""
    page = _Page(masker)
    page.feed(masker.known(_up_to_last_tag(text)))
    return "".join(page.shown)


class _Page(HTMLParser):
    def __init__(self, masker: Masker) -> None:
        super().__init__(convert_charrefs=True)
        self.shown: list[str] = []
        self._masker = masker
        self._silent: str | None = None
        self._secret: str | None = None
        """The element whose text is a secret: a field of several lines, or one that its id tells."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._silent is not None:
            return
        given = {name: value or "" for name, value in attrs}
        shown = "".join(
            f' {self._masker.text(name)}="{escape(self._attribute(name, given))}"' for name in given
        )
        self.shown.append(f"<{self._masker.text(tag)}{shown}>")
        if tag in _SILENT:
            self._silent = tag
            self.shown.append(MASK)
        elif self._secret is None and tag not in _VOID and _holds_secret(given):
            self._secret = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self._silent:
            self._silent = None
        if self._silent is not None:
            return
        if tag == self._secret:
            self._secret = None
        if tag not in _VOID:
            self.shown.append(f"</{self._masker.text(tag)}>")

    def handle_data(self, data: str) -> None:
        if self._silent is not None:
            return
        if not data.strip():
            self.shown.append(data)
        elif self._secret is not None:
            self.shown.append(escape(self._masker.secret(data)))
        else:
            self.shown.append(escape(self._masker.text(data)))

    def handle_decl(self, decl: str) -> None:
        self.shown.append(f"<!{self._masker.text(decl, is_identifier=True)}>")

    def _attribute(self, name: str, given: dict[str, str]) -> str:
        value = given[name]
        if name in _ADDRESSES:
            return self._masker.url(value)
        if name == "value" and _is_secret_input(given):
            return self._masker.secret(value)
        return self._masker.value(value, name=name)


def _holds_secret(given: dict[str, str]) -> bool:
    return any(is_secret_field(given.get(name, "")) for name in ("name", "id"))


def _is_secret_input(given: dict[str, str]) -> bool:
    kind = given.get("type", "").lower()
    return kind in {"hidden", "password"} or is_secret_field(given.get("name", ""))
