"""Apex's static types, as far as the local org knows them, and which may stand for which."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum


class Kind(StrEnum):
    """What a type is made of."""

    PLAIN = "plain"
    RECORD = "record"
    EXCEPTION = "exception"


@dataclass(frozen=True, slots=True, kw_only=True)
class Type:
    """A type. `is_query` marks the list of an inline query, which may stand for one record, too."""

    name: str
    arguments: tuple["Type", ...] = ()
    kind: Kind = Kind.PLAIN
    is_query: bool = False

    def __str__(self) -> str:
        return f"{self.name}<{','.join(map(str, self.arguments))}>" if self.arguments else self.name


def _plain(name: str) -> Type:
    return Type(name=name)


VOID, NULL, OBJECT, STRING = _plain("void"), _plain("null"), _plain("Object"), _plain("String")
INTEGER, LONG, BOOLEAN, ID = _plain("Integer"), _plain("Long"), _plain("Boolean"), _plain("Id")
RECORD = Type(name="SObject", kind=Kind.RECORD)
EXCEPTION = Type(name="Exception", kind=Kind.EXCEPTION)
KEYS = frozenset({STRING, INTEGER, LONG, ID, BOOLEAN})
_NUMBERS = frozenset({INTEGER, LONG})
_SCALARS = (OBJECT, STRING, INTEGER, LONG, BOOLEAN, ID, RECORD, EXCEPTION)
_OBJECTS = tuple(map(_plain, ("Http", "HttpRequest", "HttpResponse", "LoggingLevel")))
EXCEPTION_NAMES = (
    *("AssertException", "CalloutException", "DmlException", "IllegalArgumentException", "JSONException"),
    *("LimitException", "ListException", "MathException", "NullPointerException", "QueryException"),
    *("SObjectException", "StringException", "TypeException"),
)
_EXCEPTIONS = tuple(Type(name=name, kind=Kind.EXCEPTION) for name in EXCEPTION_NAMES)
_BY_NAME = {item.name.lower(): item for item in (*_SCALARS, *_OBJECTS, *_EXCEPTIONS)}
ARITIES = {"list": 1, "set": 1, "map": 2}
_TEXT = re.compile(r"(\w+)(?:<(.+)>)?")


def list_of(element: Type, *, is_query: bool = False) -> Type:
    """Give List<element>."""
    return Type(name="List", arguments=(element,), is_query=is_query)


def find_builtin(name: str) -> Type | None:
    """Find a type without arguments, whose case does not matter."""
    return _BY_NAME.get(name.lower())


def parse_type(text: str) -> Type:
    """Parse a type of the library's tables, such as `List<String>`; a letter alone is a type variable."""
    match = _TEXT.fullmatch(text)
    assert match, text
    if match[2] is None:
        return find_builtin(match[1]) or _plain(match[1])
    arguments = tuple(parse_type(part) for part in match[2].split(","))
    return Type(name=match[1], arguments=arguments)


def bind(declared: Type, variables: Mapping[str, Type]) -> Type:
    """Put types for type variables."""
    if declared.name in variables:
        return variables[declared.name]
    return replace(declared, arguments=tuple(bind(item, variables) for item in declared.arguments))


def can_assign(target: Type, source: Type) -> bool:
    """Whether a value of `source` may stand where `target` is wanted, without a cast."""
    if VOID in {source, target}:
        return False
    if source == NULL or target == OBJECT or {source, target} == {STRING, ID}:
        return True
    if target == LONG and source == INTEGER:
        return True
    if target in {RECORD, EXCEPTION}:
        return source.kind is target.kind
    if target.kind is Kind.RECORD and source.is_query:
        return target == source.arguments[0]
    return _is_same(target, source)


def can_cast(target: Type, source: Type) -> bool:
    """Whether a cast is worth trying at run time."""
    return can_assign(target, source) or can_assign(source, target) or {target, source} <= _NUMBERS


def _is_same(target: Type, source: Type) -> bool:
    if target.name != source.name or len(target.arguments) != len(source.arguments):
        return False
    pairs = zip(target.arguments, source.arguments, strict=True)
    return all(
        one == other or (target.name == "List" and one == RECORD and other.kind is Kind.RECORD)
        for one, other in pairs
    )
