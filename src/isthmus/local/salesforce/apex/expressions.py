"""Compiles expressions: literals, names, operators and assignments. Calls and `new` are other modules'."""

import re
from collections.abc import Callable
from typing import Any

from tree_sitter import Node

from isthmus.local.salesforce.apex import calls, creation, queries, syntax
from isthmus.local.salesforce.apex.conversions import cast, convert, only_record
from isthmus.local.salesforce.apex.errors import null_receiver, thrown
from isthmus.local.salesforce.apex.library.collections import item_of
from isthmus.local.salesforce.apex.library.system import LOGGING_LEVELS
from isthmus.local.salesforce.apex.operators import (
    ARITHMETIC_SIGNS,
    COMPARISON_SIGNS,
    NUMBERS,
    arithmetic,
    can_compare,
    comparison,
    is_equal,
    wrap,
)
from isthmus.local.salesforce.apex.runtime import Code, Evaluate, Frame
from isthmus.local.salesforce.apex.scope import Scope, Variable, is_record, resolve_type
from isthmus.local.salesforce.apex.types import (
    BOOLEAN,
    ID,
    INTEGER,
    LONG,
    NULL,
    STRING,
    Kind,
    Type,
    can_assign,
    can_cast,
    find_builtin,
)
from isthmus.local.salesforce.apex.values import LoggingLevel, fits

_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_MAX_DIGITS = 20  # of a 64-bit integer, with its sign
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "'": "'", '"': '"', "\\": "\\"}


def compile_expression(node: Node, scope: Scope) -> Code:
    """Compile an expression; raise CompileError for what is wrong, or is not known here."""
    compiler = _COMPILERS.get(node.type)
    if compiler is None:
        raise syntax.unsupported(node, node.type.replace("_", " "))
    return compiler(node, scope)


def compile_value(node: Node, scope: Scope, *, wanted: Type) -> Code:
    """Compile an expression whose value goes where `wanted` is wanted."""
    return convert(compile_expression(node, scope), wanted, at=node)


def _constant(value: Any, type_: Type) -> Code:
    async def run(_frame: Frame) -> Any:
        return value

    return Code(type=type_, run=run)


def _string(node: Node, _scope: Scope) -> Code:
    def plain(match: re.Match[str]) -> str:
        escape = match[1]
        if len(escape) > 1:
            return chr(int(escape[1:], 16))
        if escape not in _ESCAPED:
            raise syntax.fail(node, f"Illegal string literal: Invalid string escape sequence '\\{escape}'.")
        return _ESCAPED[escape]

    return _constant(_ESCAPE.sub(plain, syntax.text_of(node)[1:-1]), STRING)


def _integer(node: Node, _scope: Scope) -> Code:
    return _number(syntax.text_of(node), at=node)


def _number(text: str, *, at: Node) -> Code:
    type_ = LONG if text[-1] in "lL" else INTEGER
    digits = text.rstrip("lL")
    if len(digits) > _MAX_DIGITS or wrap(int(digits), type_=type_) != int(digits):
        raise syntax.fail(at, f"Illegal {type_.name.lower()}")
    return _constant(int(digits), type_)


def _boolean(node: Node, _scope: Scope) -> Code:
    return _constant(syntax.text_of(node).lower() == "true", BOOLEAN)


def _null(_node: Node, _scope: Scope) -> Code:
    return _constant(None, NULL)


def _name(node: Node, scope: Scope) -> Code:
    name = syntax.text_of(node)
    variable = scope.find(name)
    if variable is None:
        raise syntax.fail(node, f"Variable does not exist: {name}")
    return variable_code(variable)


def variable_code(variable: Variable) -> Code:
    """Give the code that reads and, unless it is final, writes a variable."""

    async def run(frame: Frame) -> Any:
        values = frame.run.statics if variable.is_static else frame.values
        return values.get(variable.number)

    async def store(frame: Frame, value: Any) -> None:
        values = frame.run.statics if variable.is_static else frame.values
        values[variable.number] = value

    return Code(type=variable.type, run=run, store=None if variable.is_final else store)


def _parenthesized(node: Node, scope: Scope) -> Code:
    code = compile_expression(syntax.children_of(node)[0], scope)
    return Code(type=code.type, run=code.run)


def _field(node: Node, scope: Scope) -> Code:
    target, field = syntax.field_of(node, "object"), syntax.text_of(syntax.field_of(node, "field"))
    if target.type == "identifier" and scope.find(syntax.text_of(target)) is None:
        return _static_field(node, syntax.text_of(target), field=field, scope=scope)
    code = compile_expression(target, scope)
    code = only_record(code) if code.type.is_query else code
    shape = scope.unit.find_shape(code.type.name) if is_record(code.type) else None
    found = shape.fields.get(field.lower()) if shape else None
    if found is None:
        raise syntax.fail(node, f"Variable does not exist: {field}")
    return _record_field(code, name=found[0], type_=found[1], is_safe=calls.is_safe(node))


def _static_field(node: Node, owner: str, *, field: str, scope: Scope) -> Code:
    if owner.lower() == "logginglevel" and field.upper() in LOGGING_LEVELS:
        level = find_builtin("LoggingLevel")
        assert level is not None
        return _constant(LoggingLevel(name=field.upper()), level)
    unit = scope.unit.find_unit(owner)
    variable = unit.variables.get(field.lower()) if unit else None
    if unit is None or variable is None:
        raise syntax.fail(node, f"Variable does not exist: {owner if unit is None else field}")
    if field.lower() in unit.private and unit is not scope.unit:
        raise syntax.fail(node, f"Variable is not visible: {unit.name}.{field}")
    return calls.prepared(variable_code(variable), unit)


def _record_field(code: Code, *, name: str, type_: Type, is_safe: bool) -> Code:
    async def run(frame: Frame) -> Any:
        record = await code.run(frame)
        if record is None:
            if is_safe:
                return None
            raise null_receiver()
        if record.is_queried and name not in record.values:
            message = "SObject row was retrieved via SOQL without querying the requested field: "
            raise thrown("SObjectException", f"{message}{record.type.name}.{name}")
        return record.values.get(name)

    async def store(frame: Frame, value: Any) -> None:
        record = await code.run(frame)
        if record is None:
            raise null_receiver()
        record.values[name] = value

    return Code(type=type_, run=run, store=store)


def _element(node: Node, scope: Scope) -> Code:
    items = compile_expression(syntax.field_of(node, "array"), scope)
    index = compile_value(syntax.field_of(node, "index"), scope, wanted=INTEGER)
    if items.type.name != "List":
        raise syntax.fail(node, f"Expression must be a list type: {items.type}")

    async def run(frame: Frame) -> Any:
        found = await items.run(frame)
        if found is None:
            raise null_receiver()
        return found[item_of(found, await index.run(frame))]

    async def store(frame: Frame, value: Any) -> None:
        found = await items.run(frame)
        if found is None:
            raise null_receiver()
        found[item_of(found, await index.run(frame))] = value

    return Code(type=items.type.arguments[0], run=run, store=store)


def _sign_of(node: Node) -> str:
    return next(child.type for child in node.children if not child.is_named)


def _binary(node: Node, scope: Scope) -> Code:
    left_node, right_node = syntax.field_of(node, "left"), syntax.field_of(node, "right")
    left, right = compile_expression(left_node, scope), compile_expression(right_node, scope)
    return _operation(_sign_of(node), left, right, at=node)


def _operation(sign: str, left: Code, right: Code, *, at: Node) -> Code:
    types = (left.type, right.type)
    if sign in {"&&", "||"} and types == (BOOLEAN, BOOLEAN):
        return _logic(left, right, stops_at=sign == "||")
    if sign in {"==", "!=", "===", "!=="}:
        return _equality(sign, left, right, at=at)
    if sign == "+" and {STRING, ID} & set(types) and "void" not in {item.name for item in types}:
        return _concatenation(left, right)
    if sign in ARITHMETIC_SIGNS and set(types) <= set(NUMBERS):
        return _arithmetic(sign, left, right)
    if sign in COMPARISON_SIGNS and can_compare(*types):
        return _binary_code(left, right, BOOLEAN, comparison(sign))
    if sign not in {*ARITHMETIC_SIGNS, *COMPARISON_SIGNS, "&&", "||"}:
        raise syntax.unsupported(at, f"the operator {sign}")
    raise syntax.fail(at, f"Operator {sign} can't be used with {left.type} and {right.type}")


def _binary_code(left: Code, right: Code, type_: Type, operation: Callable[[Any, Any], Any]) -> Code:
    async def run(frame: Frame) -> Any:
        one, other = await left.run(frame), await right.run(frame)
        if isinstance(one, str):
            frame.run.governor.spend(len(one) // 64)
        return operation(one, other)

    return Code(type=type_, run=run)


def _logic(left: Code, right: Code, *, stops_at: bool) -> Code:
    async def run(frame: Frame) -> Any:
        first = await left.run(frame)
        if first is None:
            raise null_receiver()
        if first is stops_at:
            return first
        second = await right.run(frame)
        if second is None:
            raise null_receiver()
        return second

    return Code(type=BOOLEAN, run=run)


def _equality(sign: str, left: Code, right: Code, *, at: Node) -> Code:
    if not (can_assign(left.type, right.type) or can_cast(right.type, left.type)) or left.type.is_query:
        raise syntax.fail(at, f"Comparison arguments must be compatible types: {left.type}, {right.type}")
    if (left.type.arguments or right.type.arguments) and NULL not in {left.type, right.type}:
        raise syntax.unsupported(at, f"comparing a {left.type.name}")
    is_id = ID if ID in {left.type, right.type} else left.type
    is_negated = sign.startswith("!")
    return _binary_code(
        left, right, BOOLEAN, lambda one, other: is_equal(one, other, type_=is_id) is not is_negated
    )


def _concatenation(left: Code, right: Code) -> Code:
    async def run(frame: Frame) -> Any:
        parts = [frame.run.text_of(await code.run(frame)) for code in (left, right)]
        frame.run.governor.allocate(sum(map(len, parts)))
        return "".join(parts)

    return Code(type=STRING, run=run)


def _arithmetic(sign: str, left: Code, right: Code) -> Code:
    type_ = LONG if LONG in {left.type, right.type} else INTEGER
    operation = arithmetic(sign)
    return _binary_code(left, right, type_, lambda one, other: wrap(operation(one, other), type_=type_))


def _unary(node: Node, scope: Scope) -> Code:
    sign, operand = _sign_of(node), syntax.field_of(node, "operand")
    if sign == "-" and operand.type == "int":
        return _number(f"-{syntax.text_of(operand)}", at=node)
    code = compile_expression(operand, scope)
    if (sign == "!" and code.type != BOOLEAN) or (sign in {"-", "+"} and code.type not in NUMBERS):
        raise syntax.fail(node, f"Operator {sign} can't be used with {code.type}")
    if sign not in {"!", "-", "+"}:
        raise syntax.unsupported(node, f"the operator {sign}")

    async def run(frame: Frame) -> Any:
        value = await code.run(frame)
        if value is None:
            raise null_receiver()
        if sign == "!":
            return not value
        return wrap(-value, type_=code.type) if sign == "-" else value

    return Code(type=code.type, run=run)


def _update(node: Node, scope: Scope) -> Code:
    code = compile_expression(syntax.field_of(node, "operand"), scope)
    operator = syntax.field_of(node, "operator")
    is_prefix = operator.start_byte == node.start_byte
    store = code.store
    if code.type not in NUMBERS or store is None:
        raise syntax.fail(node, f"Operator {syntax.text_of(operator)} can't be used here")
    step = 1 if syntax.text_of(operator) == "++" else -1

    async def run(frame: Frame) -> Any:
        before = await code.run(frame)
        if before is None:
            raise null_receiver()
        after = wrap(before + step, type_=code.type)
        await store(frame, after)
        return after if is_prefix else before

    return Code(type=code.type, run=run, may_stand_alone=True)


def _assignment(node: Node, scope: Scope) -> Code:
    left, right = syntax.field_of(node, "left"), syntax.field_of(node, "right")
    target, operator = compile_expression(left, scope), syntax.text_of(syntax.field_of(node, "operator"))
    value = compile_expression(right, scope)
    if operator != "=":
        value = _operation(operator.removesuffix("="), target, value, at=node)
    value = convert(value, target.type, at=right)
    store = target.store
    if store is None:
        raise syntax.fail(left, "Expression cannot be assigned")

    async def run(frame: Frame) -> Any:
        found = await value.run(frame)
        await store(frame, found)
        return found

    return Code(type=target.type, run=run, may_stand_alone=True)


def _ternary(node: Node, scope: Scope) -> Code:
    condition = compile_value(syntax.field_of(node, "condition"), scope, wanted=BOOLEAN)
    yes = compile_expression(syntax.field_of(node, "consequence"), scope)
    no = compile_expression(syntax.field_of(node, "alternative"), scope)
    type_ = no.type if can_assign(no.type, yes.type) and no.type != NULL else yes.type
    yes, no = convert(yes, type_, at=node), convert(no, type_, at=node)

    async def run(frame: Frame) -> Any:
        return await (yes if await truth(condition.run, frame) else no).run(frame)

    return Code(type=type_, run=run)


async def truth(condition: Evaluate, frame: Frame) -> bool:
    """Evaluate a condition; null is no condition."""
    value = await condition(frame)
    if value is None:
        raise null_receiver()
    return bool(value)


def _cast(node: Node, scope: Scope) -> Code:
    target = resolve_type(syntax.field_of(node, "type"), scope.unit)
    return cast(compile_expression(syntax.field_of(node, "value"), scope), target, at=node)


def _instance_of(node: Node, scope: Scope) -> Code:
    code = compile_expression(syntax.field_of(node, "left"), scope)
    target = resolve_type(syntax.field_of(node, "right"), scope.unit)
    if not can_cast(target, code.type) or code.type.kind is Kind.RECORD:
        raise syntax.unsupported(node, f"instanceof between {code.type} and {target}")

    async def run(frame: Frame) -> Any:
        value = await code.run(frame)
        return value is not None and fits(value, target)

    return Code(type=BOOLEAN, run=run)


_COMPILERS: dict[str, Callable[[Node, Scope], Code]] = {
    "string_literal": _string,
    "int": _integer,
    "boolean": _boolean,
    "null_literal": _null,
    "identifier": _name,
    "parenthesized_expression": _parenthesized,
    "field_access": _field,
    "array_access": _element,
    "binary_expression": _binary,
    "unary_expression": _unary,
    "update_expression": _update,
    "assignment_expression": _assignment,
    "ternary_expression": _ternary,
    "cast_expression": _cast,
    "instanceof_expression": _instance_of,
    "method_invocation": calls.compile_call,
    "object_creation_expression": creation.compile_object,
    "array_creation_expression": creation.compile_array,
    "map_creation_expression": creation.compile_map,
    "query_expression": queries.compile_query,
    "dml_expression": queries.compile_change,
}
