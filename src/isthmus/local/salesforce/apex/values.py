"""What Apex computes with, beside Python's own str, int, bool and None; and how each reads as text."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from isthmus.local.salesforce.apex.types import (
    BOOLEAN,
    EXCEPTION_NAMES,
    ID,
    INTEGER,
    LONG,
    OBJECT,
    STRING,
    Type,
    list_of,
)

_MAX_DEPTH = 30
_WORDS = {None: "null", True: "true", False: "false"}


class ApexList(list[Any]):
    """A list; `type` is the one it was made with."""

    def __init__(self, items: Iterable[Any] = (), *, element: Type = OBJECT) -> None:
        super().__init__(items)
        self.type = list_of(element)


class ApexMap(dict[Any, Any]):
    """A map."""

    def __init__(self, *, type_: Type) -> None:
        super().__init__()
        self.type = type_


class ApexSet(dict[Any, None]):
    """A set, which keeps the order its elements came in."""

    def __init__(self, items: Iterable[Any] = (), *, element: Type = OBJECT) -> None:
        super().__init__(dict.fromkeys(items))
        self.type = Type(name="Set", arguments=(element,))


@dataclass(slots=True, kw_only=True, eq=False)
class Record:
    """An SObject. `is_queried` tells a field that was not selected from one that is null."""

    type: Type
    values: dict[str, Any] = field(default_factory=dict)
    is_queried: bool = False


@dataclass(slots=True, kw_only=True, eq=False)
class ApexException:
    """An exception. `type_name` is bare for the System namespace and a block's own, else `Class.Name`."""

    type_name: str
    message: str | None = None
    cause: "ApexException | None" = None
    line: int = 0
    stack: str = ""

    @property
    def full_name(self) -> str:
        """The type's name as logs write it."""
        return f"System.{self.type_name}" if self.type_name in EXCEPTION_NAMES else self.type_name

    def __str__(self) -> str:
        return f"{self.full_name}: {self.message or 'Script-thrown exception'}"


@dataclass(slots=True, kw_only=True, eq=False)
class Http:
    """System.Http."""


@dataclass(slots=True, kw_only=True, eq=False)
class HttpRequest:
    """System.HttpRequest. The timeout is in milliseconds."""

    endpoint: str | None = None
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    timeout: int = 10_000


@dataclass(slots=True, kw_only=True, eq=False)
class HttpResponse:
    """System.HttpResponse; names of headers are in lower case."""

    status: str | None = None
    status_code: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggingLevel:
    """System.LoggingLevel."""

    name: str


def type_of(value: object) -> Type:
    """Give the run-time type of a value that is not null."""
    match value:
        case bool():
            return BOOLEAN
        case int():
            return INTEGER if -(2**31) <= value < 2**31 else LONG
        case str():
            return STRING
        case ApexList() | ApexMap() | ApexSet() | Record():
            return value.type
        case _:
            return Type(name=type(value).__name__)


def fits(value: object, target: Type) -> bool:
    """Whether a cast to `target` holds at run time. An Id is kept as text."""
    actual = type_of(value)
    if value is None or target in {OBJECT, actual} or (target in {ID, STRING} and actual == STRING):
        return True
    if isinstance(value, ApexException):
        return target.name in {"Exception", value.type_name}
    if target.name == "SObject":
        return isinstance(value, Record)
    return target == LONG and actual == INTEGER


def text_of(value: object, *, limit: int) -> str:
    """Write a value as `String.valueOf` and `+` do; more than `limit` characters are cut off."""
    parts: list[str] = []
    _write(value, parts, [limit], 0)
    return "".join(parts)


def _write(value: object, parts: list[str], left: list[int], depth: int) -> None:
    if left[0] <= 0:
        return
    if isinstance(value, ApexList | ApexMap | ApexSet | Record):
        if depth >= _MAX_DEPTH:
            _put("...", parts, left)
        else:
            _write_many(value, parts, left, depth)
        return
    _put(_scalar(value), parts, left)


def _write_many(value: Any, parts: list[str], left: list[int], depth: int) -> None:
    is_list, is_record = isinstance(value, ApexList), isinstance(value, Record)
    has_values = is_record or isinstance(value, ApexMap)
    _put("(" if is_list else f"{value.type.name}:{{" if is_record else "{", parts, left)
    items = value.values if is_record else value
    for number, item in enumerate(items):
        if number:
            _put(", ", parts, left)
        _write(item, parts, left, depth + 1)
        if has_values:
            _put("=", parts, left)
            _write(items[item], parts, left, depth + 1)
        if left[0] <= 0:
            return
    _put(")" if is_list else "}", parts, left)


def _put(text: str, parts: list[str], left: list[int]) -> None:
    parts.append(text[: left[0]])
    left[0] -= len(text)


def _scalar(value: object) -> str:
    if value is None or isinstance(value, bool):
        return str(_WORDS[value])
    match value:
        case HttpRequest():
            return f"System.HttpRequest[Endpoint={_scalar(value.endpoint)}, Method={value.method}]"
        case HttpResponse():
            return f"System.HttpResponse[Status={_scalar(value.status)}, StatusCode={value.status_code}]"
        case LoggingLevel():
            return value.name
        case Http():
            return "Http:[]"
        case _:
            return str(value)
