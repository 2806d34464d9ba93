"""Compiles `new`: collections, records, exceptions and the classes of HTTP."""

from collections.abc import Callable, Sequence
from typing import Any

from tree_sitter import Node

from isthmus.local.salesforce.apex import expressions, syntax
from isthmus.local.salesforce.apex.conversions import convert
from isthmus.local.salesforce.apex.errors import null_receiver
from isthmus.local.salesforce.apex.runtime import Code, Frame
from isthmus.local.salesforce.apex.scope import Scope, is_record, resolve_type
from isthmus.local.salesforce.apex.types import EXCEPTION, INTEGER, STRING, Kind, Type, list_of
from isthmus.local.salesforce.apex.values import (
    ApexException,
    ApexList,
    ApexMap,
    ApexSet,
    Http,
    HttpRequest,
    HttpResponse,
    Record,
)

_ENTRY = 64
_PLAIN: dict[str, Callable[[], Any]] = {
    "Http": Http,
    "HttpRequest": HttpRequest,
    "HttpResponse": HttpResponse,
}


def compile_object(node: Node, scope: Scope) -> Code:
    """Compile `new Type(…)`."""
    type_ = resolve_type(syntax.field_of(node, "type"), scope.unit)
    given = syntax.children_of(syntax.field_of(node, "arguments"))
    if is_record(type_):
        return _record(type_, given, scope)
    arguments = [expressions.compile_expression(item, scope) for item in given]
    if type_.kind is Kind.EXCEPTION and type_ != EXCEPTION:
        return _exception(node, type_, arguments)
    if type_.name in {"List", "Set"}:
        return _collection(node, type_, arguments)
    if type_.name == "Map" and not arguments:
        return _made(type_, lambda: ApexMap(type_=type_))
    if type_.name in _PLAIN and not arguments:
        return _made(type_, _PLAIN[type_.name])
    raise syntax.unsupported(node, f"new {type_}() with these arguments")


def compile_array(node: Node, scope: Scope) -> Code:
    """Compile `new List<T>{…}`, `new Set<T>{…}`, `new T[]{…}` and `new T[n]`."""
    type_ = resolve_type(syntax.field_of(node, "type"), scope.unit)
    if node.child_by_field_name("dimensions") is not None:
        type_ = list_of(type_)
    value = node.child_by_field_name("value")
    if value is None:
        return _sized(node, type_, scope)
    if type_.name not in {"List", "Set"}:
        raise syntax.fail(node, f"Invalid initializer for {type_}")
    element = type_.arguments[0]
    items = [expressions.compile_value(item, scope, wanted=element) for item in syntax.children_of(value)]
    make = ApexList if type_.name == "List" else ApexSet

    async def run(frame: Frame) -> Any:
        frame.run.governor.allocate(_ENTRY * len(items))
        return make([await item.run(frame) for item in items], element=element)

    return Code(type=type_, run=run, may_stand_alone=True)


def compile_map(node: Node, scope: Scope) -> Code:
    """Compile `new Map<K, V>{key => value, …}`."""
    type_ = resolve_type(syntax.field_of(node, "type"), scope.unit)
    pairs = [
        [
            expressions.compile_value(item, scope, wanted=wanted)
            for item, wanted in zip(syntax.children_of(pair), type_.arguments, strict=True)
        ]
        for pair in syntax.children_of(syntax.field_of(node, "value"))
    ]

    async def run(frame: Frame) -> Any:
        frame.run.governor.allocate(_ENTRY * len(pairs))
        made = ApexMap(type_=type_)
        for key, value in pairs:
            made[await key.run(frame)] = await value.run(frame)
        return made

    return Code(type=type_, run=run, may_stand_alone=True)


def _made(type_: Type, make: Callable[[], Any]) -> Code:
    async def run(frame: Frame) -> Any:
        frame.run.governor.allocate(_ENTRY)
        return make()

    return Code(type=type_, run=run, may_stand_alone=True)


def _record(type_: Type, given: Sequence[Node], scope: Scope) -> Code:
    shape = scope.unit.find_shape(type_.name)
    assert shape is not None
    fields: list[tuple[str, Code]] = []
    for item in given:
        if item.type != "assignment_expression":
            raise syntax.fail(item, f"SObject constructor must use name=value pairs: {type_}")
        name, value = syntax.field_of(item, "left"), syntax.field_of(item, "right")
        field = shape.fields.get(syntax.text_of(name).lower())
        if field is None:
            raise syntax.fail(name, f"Field does not exist: {syntax.text_of(name)} on {type_}")
        fields.append((field[0], expressions.compile_value(value, scope, wanted=field[1])))

    async def run(frame: Frame) -> Any:
        frame.run.governor.allocate(_ENTRY * (len(fields) + 1))
        return Record(type=type_, values={name: await code.run(frame) for name, code in fields})

    return Code(type=type_, run=run, may_stand_alone=True)


def _exception(node: Node, type_: Type, arguments: Sequence[Code]) -> Code:
    wanted = (STRING, EXCEPTION)[: len(arguments)]
    if len(wanted) != len(arguments) or (arguments and arguments[0].type.kind is Kind.EXCEPTION):
        raise syntax.unsupported(node, f"new {type_}() with these arguments")
    codes = [convert(code, kind, at=node) for code, kind in zip(arguments, wanted, strict=True)]

    async def run(frame: Frame) -> Any:
        message, cause = ([await code.run(frame) for code in codes] + [None, None])[:2]
        return ApexException(type_name=type_.name, message=message, cause=cause)

    return Code(type=type_, run=run, may_stand_alone=True)


def _collection(node: Node, type_: Type, arguments: Sequence[Code]) -> Code:
    element = type_.arguments[0]
    make = ApexList if type_.name == "List" else ApexSet
    if not arguments:
        return _made(type_, lambda: make(element=element))
    source = arguments[0]
    if len(arguments) > 1 or source.type.name not in {"List", "Set"} or source.type.arguments != (element,):
        raise syntax.unsupported(node, f"new {type_}() with these arguments")

    async def run(frame: Frame) -> Any:
        items = await source.run(frame)
        if items is None:
            raise null_receiver()
        frame.run.governor.allocate(_ENTRY * len(items))
        return make(items, element=element)

    return Code(type=type_, run=run, may_stand_alone=True)


def _sized(node: Node, type_: Type, scope: Scope) -> Code:
    sizes = syntax.children_of(syntax.field_of(node, "dimensions"))
    if len(sizes) != 1:
        raise syntax.unsupported(node, "this form of array")
    size = expressions.compile_value(sizes[0], scope, wanted=INTEGER)

    async def run(frame: Frame) -> Any:
        length = await size.run(frame) or 0
        frame.run.governor.allocate(_ENTRY * max(length, 0))
        return ApexList([None] * max(length, 0), element=type_.arguments[0])

    return Code(type=type_, run=run, may_stand_alone=True)
