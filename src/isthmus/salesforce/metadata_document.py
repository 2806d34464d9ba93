"""One document of metadata: elements by their names, without their namespaces and attributes."""

from dataclasses import dataclass, field
from xml.parsers import expat

from isthmus.errors import MalformedError

_MAX_ELEMENTS = 50_000
_MAX_DEPTH = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class MetadataDocument:
    """An element and those in it; of a whole document `name` is the type, and `full_name` the component's.

    SECURITY: shown are the names and nothing of what is in it: that may be a secret.
    """

    name: str
    full_name: str
    children: "list[MetadataDocument]" = field(default_factory=list, repr=False)
    pieces: list[str] = field(default_factory=list, repr=False)

    def find(self, name: str) -> "MetadataDocument | None":
        """Give the first element of a name, or None."""
        return next(iter(self.all(name)), None)

    def all(self, name: str) -> "list[MetadataDocument]":
        """Give all elements of a name."""
        return [child for child in self.children if child.name == name]

    def find_text(self, name: str) -> str | None:
        """Give the text of the first element of a name; None if there is none or it is empty."""
        child = self.find(name)
        return None if child is None else "".join(child.pieces).strip() or None

    def is_true(self, name: str, *, default: bool) -> bool:
        """Whether an element says `true`; `default` if it is not there."""
        text = self.find_text(name)
        return default if text is None else text == "true"


def parse_document(content: bytes, *, full_name: str = "") -> MetadataDocument:
    """Parse XML; raise `MalformedError` for what is none, and for a document type.

    SECURITY: in a document type entities are declared that blow up or read files (CWE-776, CWE-611);
    without one expat knows none but the five of XML itself.
    """
    root = MetadataDocument(name="", full_name=full_name)
    open_elements, count = [root], 0

    def refuse(*_: object) -> None:
        raise MalformedError("the XML declares a document type")

    def begin(name: str, _attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count > _MAX_ELEMENTS or len(open_elements) > _MAX_DEPTH:
            raise MalformedError("the XML has too many elements")
        element = MetadataDocument(name=name.rpartition(" ")[2], full_name=full_name)
        open_elements[-1].children.append(element)
        open_elements.append(element)

    def write(text: str) -> None:
        open_elements[-1].pieces.append(text)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = begin
    parser.EndElementHandler = lambda _name: open_elements.pop()
    parser.CharacterDataHandler = write
    try:
        parser.Parse(content, True)  # noqa: FBT003  expat takes it by position only
    except (expat.ExpatError, LookupError, ValueError):
        # NOTE: expat asks Python's codecs for the encoding that a document names, which may be none of texts.
        # SECURITY: the text of the error may quote the document.
        raise MalformedError("not well-formed XML") from None
    return root.children[0]
