"""How the tables of methods are written: `name(Type, Type) Type`, and the function that does it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from isthmus.local.salesforce.apex.types import Type, parse_type

_SIGNATURE = re.compile(r"(\w+)\((.*)\) (\S+)")
_SEPARATOR = re.compile(r", ")
Methods: TypeAlias = dict[str, tuple["LibraryMethod", ...]]
# Gets the calling frame, the receiver (None for a static method) and the arguments; may be a coroutine.
Action: TypeAlias = Callable[..., Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryMethod:
    """One method. `takes_null` is False where Salesforce refuses null arguments."""

    name: str
    parameters: tuple[Type, ...]
    returns: Type
    action: Action
    takes_null: bool


def methods(table: dict[str, Action], *, takes_null: bool = False) -> Methods:
    """Read a table; methods of one name are tried in their order."""
    found: Methods = {}
    for text, action in table.items():
        match = _SIGNATURE.fullmatch(text)
        assert match, text
        parameters = tuple(parse_type(part) for part in _SEPARATOR.split(match[2]) if part)
        method = LibraryMethod(
            name=match[1],
            parameters=parameters,
            returns=parse_type(match[3]),
            action=action,
            takes_null=takes_null,
        )
        found[match[1].lower()] = (*found.get(match[1].lower(), ()), method)
    return found
