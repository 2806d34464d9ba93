"""Compiles method calls: of values, of the library's classes, and of methods that Apex code declares."""

from collections.abc import Sequence
from inspect import isawaitable
from typing import Any

from tree_sitter import Node

from isthmus.local.salesforce.apex import expressions, syntax
from isthmus.local.salesforce.apex.conversions import convert, only_record
from isthmus.local.salesforce.apex.errors import null_receiver, thrown
from isthmus.local.salesforce.apex.library import find_methods, find_static_methods, has_class
from isthmus.local.salesforce.apex.library.tables import LibraryMethod
from isthmus.local.salesforce.apex.runtime import Code, Frame, Return
from isthmus.local.salesforce.apex.scope import Method, Scope, Unit
from isthmus.local.salesforce.apex.types import Type, bind, can_assign

_VARIABLES = {"List": ("T",), "Set": ("T",), "Map": ("K", "V")}


def is_safe(node: Node) -> bool:
    """Whether `?.` stands before the name: null gives null then."""
    return any(child.type == "safe_navigation_operator" for child in node.children)


def compile_call(node: Node, scope: Scope) -> Code:
    """Compile a call."""
    name = syntax.text_of(syntax.field_of(node, "name"))
    target = node.child_by_field_name("object")
    given = syntax.children_of(syntax.field_of(node, "arguments"))
    arguments = [expressions.compile_expression(item, scope) for item in given]
    if target is None:
        return _own(node, scope.unit, name=name, arguments=arguments, given=given)
    owner = _class_name(target, scope)
    if owner is None:
        receiver = expressions.compile_expression(target, scope)
        receiver = only_record(receiver) if receiver.type.is_query else receiver
        return _of_value(node, receiver, name=name, arguments=arguments)
    if has_class(owner):
        methods = find_static_methods(owner, name)
        return _library_call(node, None, methods, name=f"{owner}.{name}", arguments=arguments, bound={})
    unit = scope.unit.find_unit(owner)
    if unit is None:
        raise syntax.unsupported(node, f"{owner}.{name}()")
    if name.lower() in unit.private and unit is not scope.unit:
        raise syntax.fail(node, f"Method is not visible: {unit.name}.{name}")
    return prepared(_own(node, unit, name=name, arguments=arguments, given=given), unit)


def prepared(code: Code, unit: Unit) -> Code:
    """Give the code that first initialises a class, as its first use does."""

    async def run(frame: Frame) -> Any:
        if unit.name not in frame.run.ready:
            frame.run.ready.add(unit.name)
            assert unit.prepare is not None
            await unit.prepare(Frame(run=frame.run, place=f"Class.{unit.name}", caller=frame))
        return await code.run(frame)

    return Code(type=code.type, run=run, may_stand_alone=code.may_stand_alone)


def _class_name(target: Node, scope: Scope) -> str | None:
    text = "".join(syntax.text_of(target).split())
    if target.type == "identifier":
        return text if scope.find(text) is None else None
    if target.type == "field_access" and text.lower().startswith("system."):
        return text[len("system.") :] if scope.find("System") is None else None
    return None


def _of_value(node: Node, receiver: Code, *, name: str, arguments: Sequence[Code]) -> Code:
    names = _VARIABLES.get(receiver.type.name, ())
    bound = dict(zip(names, receiver.type.arguments, strict=False))
    methods = find_methods(receiver.type, name)
    return _library_call(
        node, receiver, methods, name=f"{receiver.type}.{name}", arguments=arguments, bound=bound
    )


def _library_call(
    node: Node,
    receiver: Code | None,
    methods: Sequence[LibraryMethod],
    *,
    name: str,
    arguments: Sequence[Code],
    bound: dict[str, Type],
) -> Code:
    if not methods:
        raise syntax.unsupported(node, f"{name}()")
    for method in methods:
        parameters = [bind(parameter, bound) for parameter in method.parameters]
        if _accepts(parameters, arguments):
            values = [
                convert(value, type_, at=node) for value, type_ in zip(arguments, parameters, strict=True)
            ]
            return _library_code(
                receiver, method, values, returns=bind(method.returns, bound), is_safe=is_safe(node)
            )
    shown = ", ".join(str(argument.type) for argument in arguments)
    raise syntax.fail(node, f"Method does not exist or incorrect signature: {name}({shown})")


def _accepts(parameters: Sequence[Type], arguments: Sequence[Code]) -> bool:
    return len(parameters) == len(arguments) and all(
        can_assign(parameter, argument.type)
        for parameter, argument in zip(parameters, arguments, strict=True)
    )


def _library_code(
    receiver: Code | None,
    method: LibraryMethod,
    arguments: Sequence[Code],
    *,
    returns: Type,
    is_safe: bool,
) -> Code:
    async def run(frame: Frame) -> Any:
        target = await receiver.run(frame) if receiver else None
        if receiver and target is None:
            if is_safe:
                return None
            raise null_receiver()
        values = [await argument.run(frame) for argument in arguments]
        if not method.takes_null and None in values:
            raise thrown("NullPointerException", "Argument cannot be null.")
        await frame.run.governor.tick(
            1 + sum(len(item) // 64 for item in (target, *values) if isinstance(item, str))
        )
        result = method.action(frame, target, *values)
        return await result if isawaitable(result) else result

    return Code(type=returns, run=run, may_stand_alone=True)


def _own(node: Node, unit: Unit, *, name: str, arguments: Sequence[Code], given: Sequence[Node]) -> Code:
    method = unit.methods.get(name.lower())
    if method is None or not _accepts([item.type for item in method.parameters], arguments):
        shown = ", ".join(str(argument.type) for argument in arguments)
        where = "" if unit.is_anonymous else f" from the type {unit.name}"
        raise syntax.fail(node, f"Method does not exist or incorrect signature: void {name}({shown}){where}")
    values = [
        convert(value, item.type, at=at)
        for value, item, at in zip(arguments, method.parameters, given, strict=True)
    ]
    return _own_code(unit, method, values)


def _own_code(unit: Unit, method: Method, arguments: Sequence[Code]) -> Code:
    place = unit.name if unit.is_anonymous else f"Class.{unit.name}.{method.name}"

    async def run(frame: Frame) -> Any:
        values = {
            item.number: await argument.run(frame)
            for item, argument in zip(method.parameters, arguments, strict=True)
        }
        callee = Frame(run=frame.run, place=place, caller=frame, values=values)
        assert method.body is not None
        frame.run.governor.enter(method.levels)
        try:
            result = await method.body(callee)
        finally:
            frame.run.governor.leave(method.levels)
        return result.value if isinstance(result, Return) else None

    return Code(type=method.returns, run=run, may_stand_alone=True)
