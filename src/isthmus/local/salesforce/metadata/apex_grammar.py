"""Apex's grammar, and how much text it is given. What a tree means is for those who ask for it."""

from functools import cache
from typing import TYPE_CHECKING

from isthmus.local.salesforce.metadata.documents import PlacedError

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

MAX_LENGTH = 100_000
MAX_ANGLES = 1_000


def parse_apex(source: str) -> "Node":
    """Parse, and give the root of the tree, faults and all.

    Raises PlacedError for more than 100,000 characters or 1,000 `<`.
    """
    # SECURITY: the parser's time and memory grow with the square of what looks like nested type arguments.
    if len(source) > MAX_LENGTH or source.count("<") > MAX_ANGLES:
        message = (
            f"Apex of more than {MAX_LENGTH:,} characters or {MAX_ANGLES:,} '<' "
            "is not supported by the local org"
        )
        raise PlacedError(message, line=1, column=1)
    return _parser().parse(source.encode("utf-8", "replace")).root_node


@cache
def _parser() -> "Parser":
    # NOTE: imported at the first class, because the org starts without it.
    from tree_sitter_language_pack import get_parser  # noqa: PLC0415  see the note

    return get_parser("apex")
