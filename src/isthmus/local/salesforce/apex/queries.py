"""Compiles inline SOQL and DML. What a query means is the org's; here it gets its types and its values."""

from collections.abc import Iterator
from typing import Any

from tree_sitter import Node

from isthmus.local.salesforce.apex import expressions, syntax
from isthmus.local.salesforce.apex.conversions import only_record
from isthmus.local.salesforce.apex.errors import thrown
from isthmus.local.salesforce.apex.runtime import Code, Frame
from isthmus.local.salesforce.apex.scope import Scope
from isthmus.local.salesforce.apex.types import BOOLEAN, ID, INTEGER, STRING, VOID, Kind, Type, list_of
from isthmus.local.salesforce.apex.values import ApexList, Record

_OPERATIONS = frozenset({"insert", "update", "delete"})
_BINDABLE = frozenset({STRING, ID, BOOLEAN, INTEGER})


def compile_query(node: Node, scope: Scope) -> Code:
    """Compile `[SELECT … FROM …]`."""
    type_ = _source_type(node, scope)
    _check_fields(node, scope=scope, type_=type_)
    text, binds = _text_and_binds(node, scope)

    async def run(frame: Frame) -> Any:
        values = {name: await code.run(frame) for name, code in binds.items()}
        return await _select(frame, text, values, type_)

    return Code(type=list_of(type_, is_query=True), run=run)


async def _select(frame: Frame, text: str, values: dict[str, Any], type_: Type) -> ApexList:
    run = frame.run
    run.governor.count_query()
    begin = f"SOQL_EXECUTE_BEGIN|[{frame.line}]|Aggregations:0|{text}"
    run.log.write(begin, category="DB", level="INFO")
    records = await run.host.query(text, binds=values, type_=type_)
    run.governor.count_rows(len(records))
    run.governor.allocate(len(records) * 64)
    run.log.write(f"SOQL_EXECUTE_END|[{frame.line}]|Rows:{len(records)}", category="DB", level="INFO")
    return ApexList(records, element=type_)


def compile_change(node: Node, scope: Scope) -> Code:
    """Compile `insert`, `update` and `delete` of a record or a list of records."""
    operation = syntax.text_of(syntax.children_of(node)[0]).lower()
    target = syntax.field_of(node, "target")
    if operation not in _OPERATIONS or len(syntax.children_of(node)) != 2:  # noqa: PLR2004  the word and its target
        raise syntax.unsupported(node, f"this form of {operation}")
    code = expressions.compile_expression(target, scope)
    is_list = code.type.name == "List" and code.type.arguments[0].kind is Kind.RECORD
    if not is_list and code.type.kind is not Kind.RECORD:
        raise syntax.fail(target, f"DML requires SObject or SObject list type: {code.type}")
    if code.type.is_query and operation != "delete":
        code = only_record(code)

    async def run(frame: Frame) -> Any:
        found = await code.run(frame)
        _change(frame, operation, found if isinstance(found, ApexList) else [found])

    return Code(type=VOID, run=run, may_stand_alone=True)


def _change(frame: Frame, operation: str, records: list[Record]) -> None:
    run = frame.run
    if any(record is None for record in records):
        raise thrown("NullPointerException", "Attempt to de-reference a null object")
    if not records:
        return
    run.governor.count_change(len(records))
    run.governor.spend(100 * len(records))
    name = records[0].type.name
    begin = f"DML_BEGIN|[{frame.line}]|Op:{operation.capitalize()}|Type:{name}|Rows:{len(records)}"
    run.log.write(begin, category="DB", level="INFO")
    run.begin()
    run.host.change(operation, records)
    run.log.write(f"DML_END|[{frame.line}]", category="DB", level="INFO")


def _source_type(node: Node, scope: Scope) -> Type:
    sources = [item for item in _walk(node) if item.type == "storage_identifier"]
    if len(sources) != 1:
        raise syntax.unsupported(node, "a query of several objects")
    name = syntax.text_of(sources[0])
    shape = scope.unit.find_shape(name)
    if shape is None:
        raise syntax.fail(sources[0], f"sObject type '{name}' is not supported.")
    return shape.type


def _check_fields(node: Node, *, scope: Scope, type_: Type) -> None:
    shape = scope.unit.find_shape(type_.name)
    assert shape is not None
    for clause in (item for item in _walk(node) if item.type == "select_clause"):
        for field in syntax.children_of(clause):
            name = syntax.text_of(field)
            if field.type != "field_identifier" or "." in name:
                raise syntax.unsupported(field, f"{name} in an inline query")
            if name.lower() not in shape.fields:
                raise syntax.fail(field, f"No such column '{name}' on entity '{type_}'.")


def _text_and_binds(node: Node, scope: Scope) -> tuple[str, dict[str, Code]]:
    """Give the query's text with `:bind1` and so on, and the code of each."""
    source, begin = node.text or b"", node.start_byte
    parts, position, binds = [], 1, dict[str, Code]()
    for item in (item for item in _walk(node) if item.type == "bound_apex_expression"):
        inner = syntax.children_of(item)[0]
        code = expressions.compile_expression(inner, scope)
        if code.type not in _BINDABLE:
            raise syntax.unsupported(item, f"a {code.type} in an inline query")
        name = f"bind{len(binds) + 1}"
        binds[name] = code
        parts.append(source[position : item.start_byte - begin].decode() + f":{name}")
        position = item.end_byte - begin
    parts.append(source[position:-1].decode())
    return "".join(parts).strip(), binds


def _walk(node: Node) -> Iterator[Node]:
    """Give the nodes below in the order of the text; what is bound is code, and not looked into."""
    for child in syntax.children_of(node):
        yield child
        if child.type != "bound_apex_expression":
            yield from _walk(child)
