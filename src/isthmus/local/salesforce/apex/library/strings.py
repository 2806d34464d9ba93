"""System.String and System.Integer, as far as they are known here."""

from typing import Any

from isthmus.local.salesforce.apex.errors import thrown
from isthmus.local.salesforce.apex.library.tables import Methods, methods
from isthmus.local.salesforce.apex.runtime import Frame
from isthmus.local.salesforce.apex.types import INTEGER, LONG, STRING
from isthmus.local.salesforce.apex.values import ApexList

_RANGES = {INTEGER: 2**31, LONG: 2**63}
_SPECIAL = frozenset(r"\.[]{}()*+?^$|")


def _substring(_frame: Frame, text: str, start: int, end: int | None = None) -> str:
    stop = len(text) if end is None else end
    if not 0 <= start <= stop <= len(text):
        raise thrown("StringException", f"Starting position out of bounds: {start}")
    return text[start:stop]


def _replace(frame: Frame, text: str, target: str, replacement: str) -> str:
    times = text.count(target)
    frame.run.governor.allocate(len(text) + times * len(replacement))
    return text.replace(target, replacement)


def _repeat(frame: Frame, text: str, times: int) -> str:
    frame.run.governor.allocate(len(text) * max(times, 0))
    return text * max(times, 0)


def _split(frame: Frame, text: str, pattern: str) -> ApexList:
    """WIRE: Java's split, which drops empty parts at the end. A pattern that is no plain text is refused."""
    plain = pattern[1:] if len(pattern) == 2 and pattern[0] == "\\" else pattern  # noqa: PLR2004  as in '\\|'
    if not plain or (plain == pattern and _SPECIAL & set(pattern)):
        message = "a regular expression in split() is not supported by the local org"
        raise thrown("StringException", message)
    frame.run.governor.allocate(len(text))
    parts = text.split(plain)
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    return ApexList(parts, element=STRING)


def _join(frame: Frame, _receiver: None, items: ApexList, separator: str) -> str:
    frame.run.governor.allocate(len(separator) * len(items))
    return separator.join(frame.run.text_of(item) for item in items)


def _number(text: str, *, limit: int, kind: str) -> int:
    digits = text.removeprefix("-")
    if not digits.isascii() or not digits.isdecimal() or len(digits) > 20:  # noqa: PLR2004  more than 64 bits
        raise thrown("TypeException", f"Invalid {kind}: {text[:255]}")
    number = int(text)
    if not -limit <= number < limit:
        raise thrown("TypeException", f"Invalid {kind}: {text[:255]}")
    return number


def _is_blank(_frame: Frame, _receiver: None, text: str | None) -> bool:
    return text is None or not text.strip()


def _abbreviate(_frame: Frame, text: str, width: int) -> str:
    if width < 4:  # noqa: PLR2004  the ellipsis and one letter
        raise thrown("IllegalArgumentException", "Minimum abbreviation width is 4")
    return text if len(text) <= width else f"{text[: width - 3]}..."


def _value_of(frame: Frame, _receiver: None, value: Any) -> str | None:
    return None if value is None else frame.run.text_of(value)


_STRING = methods(
    {
        "length() Integer": lambda _frame, text: len(text),
        "contains(String) Boolean": lambda _frame, text, part: part in text,
        "containsIgnoreCase(String) Boolean": lambda _frame, text, part: part.lower() in text.lower(),
        "startsWith(String) Boolean": lambda _frame, text, part: text.startswith(part),
        "startsWithIgnoreCase(String) Boolean": lambda _f, text, part: text.lower().startswith(part.lower()),
        "endsWith(String) Boolean": lambda _frame, text, part: text.endswith(part),
        "equals(String) Boolean": lambda _frame, text, other: text == other,
        "equalsIgnoreCase(String) Boolean": lambda _frame, text, other: text.lower() == other.lower(),
        "indexOf(String) Integer": lambda _frame, text, part: text.find(part),
        "lastIndexOf(String) Integer": lambda _frame, text, part: text.rfind(part),
        "toLowerCase() String": lambda _frame, text: text.lower(),
        "toUpperCase() String": lambda _frame, text: text.upper(),
        "trim() String": lambda _frame, text: text.strip(),
        "substring(Integer) String": _substring,
        "substring(Integer, Integer) String": _substring,
        "substringBefore(String) String": lambda _f, text, part: text.partition(part)[0] if part else "",
        "substringAfter(String) String": lambda _f, text, part: text.partition(part)[2] if part else text,
        "left(Integer) String": lambda _frame, text, length: text[: max(length, 0)],
        "right(Integer) String": lambda _frame, text, length: text[max(len(text) - max(length, 0), 0) :],
        "replace(String, String) String": _replace,
        "remove(String) String": lambda frame, text, part: _replace(frame, text, part, "") if part else text,
        "repeat(Integer) String": _repeat,
        "reverse() String": lambda _frame, text: text[::-1],
        "capitalize() String": lambda _frame, text: text[:1].upper() + text[1:],
        "abbreviate(Integer) String": _abbreviate,
        "split(String) List<String>": _split,
        "isNumeric() Boolean": lambda _frame, text: bool(text) and text.isdecimal(),
    }
)
_STRING_STATIC: Methods = {
    **methods(
        {
            "valueOf(Object) String": _value_of,
            "isBlank(String) Boolean": _is_blank,
            "isNotBlank(String) Boolean": lambda frame, none, text: not _is_blank(frame, none, text),
            "isEmpty(String) Boolean": lambda _frame, _none, text: not text,
            "isNotEmpty(String) Boolean": lambda _frame, _none, text: bool(text),
        },
        takes_null=True,
    ),
    **methods({"join(List<String>, String) String": _join, "join(List<Id>, String) String": _join}),
}
_INTEGER_STATIC = methods(
    {"valueOf(String) Integer": lambda _f, _none, text: _number(text, limit=_RANGES[INTEGER], kind="integer")}
)
_LONG_STATIC = methods(
    {"valueOf(String) Long": lambda _f, _none, text: _number(text, limit=_RANGES[LONG], kind="long")}
)
_TO_TEXT = methods({"format() String": lambda _frame, number: f"{number:,}"})

INSTANCE = {"string": _STRING, "id": _STRING, "integer": _TO_TEXT, "long": _TO_TEXT}
STATIC = {"string": _STRING_STATIC, "integer": _INTEGER_STATIC, "long": _LONG_STATIC}
