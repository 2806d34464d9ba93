"""Apex's operators on values: integers wrap, text compares without case, and null is told."""

from collections.abc import Callable
from typing import Any

from isthmus.local.salesforce.apex.errors import null_receiver, thrown
from isthmus.local.salesforce.apex.types import ID, INTEGER, LONG, STRING, Type
from isthmus.local.salesforce.apex.values import ApexList, ApexMap, ApexSet

_SHORT_ID = 15
NUMBERS = (INTEGER, LONG)


def wrap(value: int, *, type_: Type) -> int:
    """Keep an integer within 32 or 64 bits, as two's complement does."""
    half = 2**31 if type_ == INTEGER else 2**63
    return (value + half) % (2 * half) - half


def arithmetic(sign: str) -> Callable[[Any, Any], int]:
    """Give an operation on integers; null is refused."""
    operation = _ARITHMETIC[sign]

    def run(left: Any, right: Any) -> int:
        if left is None or right is None:
            raise null_receiver()
        return operation(left, right)

    return run


def comparison(sign: str) -> Callable[[Any, Any], bool]:
    """Give an ordering; WIRE: null is less than nothing and greater than nothing."""
    operation = _COMPARISONS[sign]

    def run(left: Any, right: Any) -> bool:
        if left is None or right is None:
            return False
        if isinstance(left, str):
            return operation(left.lower(), right.lower())
        return operation(left, right)

    return run


def is_equal(left: Any, right: Any, *, type_: Type) -> bool:
    """Compare as `==` does: text without case, ids by their 15 characters, objects by identity."""
    if isinstance(left, str) and isinstance(right, str):
        if type_ == ID:
            return left[:_SHORT_ID] == right[:_SHORT_ID]
        return left.lower() == right.lower()
    return is_same(left, right)


def is_same(left: Any, right: Any) -> bool:
    """Compare as `equals` does."""
    if left is None or right is None or isinstance(left, ApexList | ApexMap | ApexSet):
        return left is right
    return isinstance(left, bool) is isinstance(right, bool) and bool(left == right)


def can_compare(left: Type, right: Type) -> bool:
    """Whether two types have an order."""
    texts = {STRING, ID}
    return (left in NUMBERS and right in NUMBERS) or (left in texts and right in texts)


def _divide(left: int, right: int) -> int:
    if right == 0:
        raise thrown("MathException", "Divide by 0")
    quotient = abs(left) // abs(right)
    return quotient if (left < 0) == (right < 0) else -quotient


_ARITHMETIC: dict[str, Callable[[int, int], int]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": _divide,
}
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda left, right: left < right,
    ">": lambda left, right: left > right,
    "<=": lambda left, right: left <= right,
    ">=": lambda left, right: left >= right,
}
ARITHMETIC_SIGNS, COMPARISON_SIGNS = frozenset(_ARITHMETIC), frozenset(_COMPARISONS)
