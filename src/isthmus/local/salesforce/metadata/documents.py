"""One metadata file's XML, held against its type: no unknown element, no wrong value, nothing missing.

What a type may hold is said by a `Shape`; what the values mean is each type's own module. A value that
Salesforce knows and the local org does not act on is refused as well, in other words.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import XMLParser

from isthmus.errors import MalformedError

NAMESPACE = "http://soap.sforce.com/2006/04/metadata"

_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
_NUMBER = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,3})?")


class PlacedError(MalformedError):
    """A file is wrong at a place; lines and columns begin with 1."""

    def __init__(self, message: str, *, line: int, column: int) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


@dataclass(frozen=True, slots=True, kw_only=True)
class Enum:
    """A closed set of words, under the name that Salesforce gives it."""

    name: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What the elements of a type may be."""

    name: str
    fields: "Mapping[str, Field]"


Kind: TypeAlias = "type[str | bool | int | float] | Enum | Shape"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One element. `only` limits what the local org acts on; None is everything the kind allows."""

    kind: Kind = str
    required: bool = False
    many: bool = False
    only: frozenset[Any] | None = None


NOT_SUPPORTED: frozenset[Any] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """The values of one element and its children, checked against their shape."""

    by_name: Mapping[str, Any] = field(default_factory=dict)

    def find_text(self, name: str) -> str | None:
        """Give a text, or None if the element is absent or empty."""
        return self.by_name.get(name) or None

    def text(self, name: str) -> str:
        """Give the text of a required element."""
        return str(self.by_name[name])

    def texts(self, name: str) -> Sequence[str]:
        """Give the texts of each element of this name."""
        texts: Sequence[str] = self.by_name.get(name, ())
        return texts

    def flag(self, name: str, *, default: bool) -> bool:
        """Give a boolean, or what its absence means."""
        return bool(self.by_name.get(name, default))

    def number(self, name: str, *, default: int) -> int:
        """Give a number, or what its absence means."""
        return int(self.by_name.get(name, default))

    def group(self, name: str) -> "Values":
        """Give the children of an element, none if it is absent."""
        group: Values = self.by_name.get(name, Values())
        return group

    def groups(self, name: str) -> "Sequence[Values]":
        """Give the children of each element of this name."""
        groups: Sequence[Values] = self.by_name.get(name, ())
        return groups


def parse_document(content: bytes, *, shape: Shape) -> Values:
    """Parse a metadata file of one type; raise MalformedError with the sentence that Salesforce would say.

    What is wrong at an element is a PlacedError, with the line and column where its start tag begins.
    """
    root = _parse_placed(content)
    if root.tag != f"{{{NAMESPACE}}}{shape.name}":
        raise root.error(f"Error parsing file: the root element is not {shape.name} of {NAMESPACE}")
    return _parse_group(root, shape=shape)


class _Placed(Element):
    """An element that knows where its start tag begins."""

    line, column = 1, 1

    def error(self, message: str) -> PlacedError:
        return PlacedError(message, line=self.line, column=self.column)

    def children(self) -> "list[_Placed]":
        return [child for child in self if isinstance(child, _Placed)]


def _parse_placed(content: bytes) -> _Placed:
    def place(tag: str, attributes: dict[str, str]) -> _Placed:
        element = _Placed(tag, attributes)
        element.line = parser.parser.CurrentLineNumber
        element.column = parser.parser.CurrentColumnNumber + 1
        return element

    parser = XMLParser(target=TreeBuilder(element_factory=place), forbid_dtd=True)
    try:
        parser.feed(content.decode("utf-8-sig"))
        root = parser.close()
    except ParseError as error:
        line, column = error.position
        message = f"Error parsing file: {_first_line(error)}"
        raise PlacedError(message, line=line, column=column + 1) from error
    except (DefusedXmlException, ValueError) as error:
        raise MalformedError(f"Error parsing file: {_first_line(error)}") from error
    assert isinstance(root, _Placed)
    return root


def _parse_group(element: _Placed, *, shape: Shape) -> Values:
    _check_plain(element, shape=shape)
    values: dict[str, Any] = {}
    for child in element.children():
        name = _name_of(child, shape=shape)
        value = _parse_value(child, name=name, rule=shape.fields[name])
        if shape.fields[name].many:
            values.setdefault(name, []).append(value)
        elif name in values:
            raise child.error(f"Error parsing file: Element {name} is repeated in type {shape.name}")
        else:
            values[name] = value
    missing = sorted(
        name for name, rule in shape.fields.items() if rule.required and not _is_given(values, name)
    )
    if missing:
        raise element.error(f"Required fields are missing: [{', '.join(missing)}]")
    return Values(by_name=values)


def _check_plain(element: _Placed, *, shape: Shape) -> None:
    texts = [element.text, *(child.tail for child in element)]
    if element.attrib or any(text and text.strip() for text in texts):
        raise element.error(
            f"Error parsing file: text or an attribute stands where none may in type {shape.name}"
        )


def _name_of(element: _Placed, *, shape: Shape) -> str:
    name = element.tag.removeprefix(f"{{{NAMESPACE}}}")
    if name not in shape.fields:
        raise element.error(
            f"Error parsing file: Element {element.tag} invalid at this location in type {shape.name}"
        )
    return name


def _parse_value(element: _Placed, *, name: str, rule: Field) -> Any:
    if isinstance(rule.kind, Shape):
        _check_supported(element, name=name, value="", only=rule.only)
        return _parse_group(element, shape=rule.kind)
    if len(element) or element.attrib:
        raise element.error(f"Error parsing file: Element {name} may hold text only")
    text = (element.text or "").strip()
    try:
        value = _parse_text(text, name=name, kind=rule.kind)
    except MalformedError as error:
        raise element.error(str(error)) from error
    _check_supported(element, name=name, value=value, only=rule.only)
    return value


def _parse_text(text: str, *, name: str, kind: Kind) -> Any:
    if isinstance(kind, Enum):
        if text not in kind.values:
            raise MalformedError(
                f"Error parsing file: '{text}' is not a valid value for the enum '{kind.name}'"
            )
        return text
    if kind is bool:
        if text not in _BOOLEANS:
            raise MalformedError(f"Error parsing file: '{text}' is not a valid value for {name} (a boolean)")
        return _BOOLEANS[text]
    if kind is int or kind is float:
        return _parse_number(text, name=name, kind=kind)
    return text


def _parse_number(text: str, *, name: str, kind: Any) -> Any:
    if not _NUMBER.fullmatch(text):
        raise MalformedError(f"Error parsing file: '{text}' is not a valid value for {name} (a number)")
    try:
        return kind(text)
    except ValueError as error:
        raise MalformedError(
            f"Error parsing file: '{text}' is not a valid value for {name} (a number)"
        ) from error


def _check_supported(element: _Placed, *, name: str, value: object, only: frozenset[Any] | None) -> None:
    if only is not None and value not in only:
        shown = f" with the value '{value}'" if only else ""
        raise element.error(f"{name}{shown} is not supported by the local org")


def _is_given(values: Mapping[str, Any], name: str) -> bool:
    return values.get(name) not in (None, "")


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
