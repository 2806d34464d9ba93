"""Assignments and casts: compile-time checks, and what is left to check at run time."""

from typing import Any

from tree_sitter import Node

from isthmus.errors import MalformedError
from isthmus.local.salesforce.apex import syntax
from isthmus.local.salesforce.apex.errors import thrown
from isthmus.local.salesforce.apex.runtime import Code, Frame
from isthmus.local.salesforce.apex.types import ID, INTEGER, LONG, Kind, Type, can_assign, can_cast
from isthmus.local.salesforce.apex.values import fits, type_of
from isthmus.local.salesforce.ids import parse_id


def convert(code: Code, target: Type, *, at: Node) -> Code:
    """Give the code that puts a value where `target` is wanted; raise CompileError if it can't be there."""
    if not can_assign(target, code.type):
        raise syntax.fail(at, f"Illegal assignment from {code.type} to {target}")
    if code.type.is_query and target.kind is Kind.RECORD:
        return only_record(code)
    if target == ID and code.type != ID:
        return _as_id(code)
    return Code(type=target, run=code.run)


def only_record(code: Code) -> Code:
    """Give the one record of a query."""

    async def run(frame: Frame) -> Any:
        records = await code.run(frame)
        if len(records) != 1:
            rule = "has no rows" if not records else "has more than 1 row"
            raise thrown("QueryException", f"List {rule} for assignment to SObject")
        return records[0]

    return Code(type=code.type.arguments[0], run=run)


def cast(code: Code, target: Type, *, at: Node) -> Code:
    """Give the code of a cast."""
    if code.type.is_query or not can_cast(target, code.type):
        raise syntax.fail(at, f"Incompatible types since an instance of {code.type} is never {target}")

    async def run(frame: Frame) -> Any:
        value = await code.run(frame)
        if target == INTEGER and code.type == LONG and value is not None:
            return (value + 2**31) % 2**32 - 2**31
        if not fits(value, target):
            message = f"Invalid conversion from runtime type {type_of(value)} to {target}"
            raise thrown("TypeException", message)
        return to_id(value) if target == ID and value is not None else value

    return Code(type=target, run=run)


def to_id(value: str) -> str:
    """Give the 18 characters of an id."""
    try:
        return parse_id(value)
    except MalformedError as error:
        raise thrown("StringException", f"Invalid id: {value[:255]}") from error


def _as_id(code: Code) -> Code:
    async def run(frame: Frame) -> Any:
        value = await code.run(frame)
        return None if value is None else to_id(value)

    return Code(type=ID, run=run)
