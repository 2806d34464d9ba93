"""Apex source: parsed by a grammar, so that a syntax error has its line and column. Nothing is run."""

from typing import TYPE_CHECKING

from isthmus.errors import MalformedError
from isthmus.local.salesforce.metadata.apex_grammar import parse_apex
from isthmus.local.salesforce.metadata.documents import PlacedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

_DECLARATIONS = frozenset({"class_declaration", "interface_declaration", "enum_declaration"})
_SHOWN = 40


def check_apex_class(content: bytes, *, name: str) -> None:
    """Check that a file holds one class, interface or enum of its name; raise MalformedError otherwise."""
    root = _parse(content)
    declared = [node for node in root.named_children if node.type in _DECLARATIONS]
    others = [node for node in root.named_children if node not in declared and "comment" not in node.type]
    if others or len(declared) != 1:
        place = (others or declared[1:] or [root])[0]
        raise _error("A class file must hold one class, interface or enum.", node=place)
    found = _name_of(declared[0])
    if found.lower() != name.lower():
        raise _error(f"Class name '{found}' does not match the file's name '{name}'.", node=declared[0])


def find_test_methods(content: bytes) -> tuple[str, ...]:
    """Find the test methods of a class that is annotated `@IsTest`, by name; none for any other class."""
    classes = [node for node in _parse(content).named_children if node.type == "class_declaration"]
    if not classes or "@istest" not in _modifiers_of(classes[0]):
        return ()
    body = classes[0].child_by_field_name("body")
    methods = [node for node in (body.named_children if body else []) if node.type == "method_declaration"]
    return tuple(
        _name_of(node)
        for node in methods
        if "@istest" in _modifiers_of(node) or "testmethod" in _modifiers_of(node)
    )


def _parse(content: bytes) -> "Node":
    try:
        source = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedError("the class is no UTF-8 text") from error
    root = parse_apex(source)
    wrong = next(_wrong(root), None) if root.has_error else None
    if wrong is not None:
        raise _error(_describe(wrong), node=wrong)
    return root


def _wrong(root: "Node") -> "Iterator[Node]":
    """Walk to the faults in the order of the text, without recursion: source may nest as deep as it likes."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.is_missing or node.is_error:
            yield node
        waiting.extend(reversed([child for child in node.children if child.has_error or child.is_missing]))


def _describe(node: "Node") -> str:
    if node.is_missing:
        return f"Missing '{node.type}'"
    text = (node.text or b"").decode("utf-8", errors="replace").split()
    return f"Unexpected token '{text[0][:_SHOWN]}'." if text else "Unexpected end of the class."


def _error(message: str, *, node: "Node") -> PlacedError:
    row, column = node.start_point
    return PlacedError(message, line=row + 1, column=column + 1)


def _name_of(node: "Node") -> str:
    name = node.child_by_field_name("name")
    return (name.text or b"").decode("utf-8") if name else ""


def _modifiers_of(node: "Node") -> str:
    found = [child for child in node.named_children if child.type == "modifiers"]
    return b" ".join((child.text or b"").lower() for child in found).decode("utf-8", errors="replace")
