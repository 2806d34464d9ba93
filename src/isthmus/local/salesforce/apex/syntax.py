"""Apex text into a syntax tree without errors, by tree-sitter's grammar."""

from tree_sitter import Node

from isthmus.local.salesforce.apex.errors import CompileError
from isthmus.local.salesforce.metadata.apex_grammar import parse_apex
from isthmus.local.salesforce.metadata.documents import PlacedError

MAX_DEPTH = 120
_COMMENTS = frozenset({"line_comment", "block_comment"})
_SHOWN = 40
_AFTER = "\n{}"


def parse(source: str) -> Node:
    """Parse; raise CompileError for what is no Apex, or is nested too deeply."""
    try:
        root = parse_apex(source)
    except PlacedError as error:
        raise CompileError(str(error), line=error.line, column=error.column) from error
    broken: Node | None = None
    level, depth = [root], 0
    while level:
        depth += 1
        for node in level:
            is_first = broken is None or node.start_byte < broken.start_byte
            if (node.is_error or node.is_missing) and is_first:
                broken = node
        if depth > MAX_DEPTH and broken is None:
            raise fail(level[0], "code that is nested this deeply is not supported by the local org")
        level = [child for node in level for child in node.children] if depth <= MAX_DEPTH else []
    if broken is not None:
        raise _unexpected(broken)
    return root


def parse_statements(source: str) -> list[Node]:
    """Parse an anonymous block into its statements and declarations.

    NOTE: the grammar takes a last `List<User> u = x;` for a comparison; so something comes after it.
    """
    nodes = children_of(parse(source + _AFTER))
    end = len(source.encode("utf-8", "replace")) + 1
    if nodes and nodes[-1].start_byte == end:
        return nodes[:-1]
    line = source.count("\n") + 1
    raise CompileError("Unexpected token '<EOF>'.", line=line, column=len(source.rpartition("\n")[2]) + 1)


def depth_of(node: Node) -> int:
    """Count the levels below a node."""
    depth, level = 0, [node]
    while level:
        depth, level = depth + 1, [child for item in level for child in item.named_children]
    return depth


def text_of(node: Node) -> str:
    """Give the source text of a node."""
    return (node.text or b"").decode()


def children_of(node: Node) -> list[Node]:
    """Give the named children, without comments."""
    return [child for child in node.named_children if child.type not in _COMMENTS]


def field_of(node: Node, name: str) -> Node:
    """Give a child that the grammar promises."""
    child = node.child_by_field_name(name)
    if child is None:
        raise unsupported(node, f"this form of {node.type.replace('_', ' ')}")
    return child


def line_of(node: Node) -> int:
    """Give the line, counted from 1."""
    return node.start_point.row + 1


def fail(node: Node, problem: str) -> CompileError:
    """Give a compile problem at the beginning of a node."""
    return CompileError(problem, line=line_of(node), column=node.start_point.column + 1)


def unsupported(node: Node, what: str) -> CompileError:
    """Give the compile problem of Apex that is right, and not known here."""
    return fail(node, f"{what} is not supported by the local org")


def _unexpected(node: Node) -> CompileError:
    if node.is_missing:
        return fail(node, f"Missing '{node.type}'.")
    words = text_of(node).split()
    return fail(node, f"Unexpected token '{words[0][:_SHOWN] if words else ''}'.")
