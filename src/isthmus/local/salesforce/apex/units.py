"""Compiles whole units: the anonymous block, and the static part of the classes it uses."""

from collections.abc import Callable

from tree_sitter import Node

from isthmus.local.salesforce.apex import syntax
from isthmus.local.salesforce.apex.errors import CompileError
from isthmus.local.salesforce.apex.expressions import compile_value
from isthmus.local.salesforce.apex.runtime import Execute, Frame, Signal
from isthmus.local.salesforce.apex.scope import (
    ANONYMOUS,
    Method,
    Scope,
    Shape,
    Unit,
    Variable,
    new_variable,
    resolve_type,
)
from isthmus.local.salesforce.apex.statements import (
    compile_block,
    compile_block_of,
    declarators_of,
    set_variable,
)
from isthmus.local.salesforce.apex.types import VOID, Kind, Type

_PUBLIC = frozenset({"public", "global"})


class Program:
    """An anonymous block and the classes it reaches. Classes are compiled when something names them."""

    def __init__(
        self, *, find_shape: Callable[[str], Shape | None], find_source: Callable[[str], str | None]
    ) -> None:
        self._find_shape = find_shape
        self._find_source = find_source
        self._classes: dict[str, Unit | None] = {}

    def compile_anonymous(self, source: str) -> Execute:
        """Compile a block; raise CompileError."""
        unit = self._unit(ANONYMOUS)
        nodes = syntax.parse_statements(source)
        methods = [node for node in nodes if node.type == "method_declaration"]
        for node in nodes:
            if node.type == "class_declaration":
                _declare_exception(node, unit)
        for node in methods:
            _declare_method(node, unit)
        rest = [node for node in nodes if node.type not in {"method_declaration", "class_declaration"}]
        body = compile_block(rest, Scope(unit=unit))
        for node in methods:
            _compile_method(node, unit)
        return body

    def find_class(self, name: str) -> Unit | None:
        """Find a deployed class."""
        key = name.lower()
        if key not in self._classes:
            self._classes[key] = None
            source = self._find_source(name)
            if source is not None:
                self._compile_class(key, source)
        return self._classes[key]

    def _compile_class(self, key: str, source: str) -> None:
        try:
            root = syntax.children_of(syntax.parse(source))
            if [node.type for node in root] != ["class_declaration"]:
                raise syntax.unsupported(root[0], "what is no class")
            name = syntax.text_of(syntax.field_of(root[0], "name"))
            unit = self._classes[key] = self._unit(name)
            _compile_members(root[0], unit)
        except CompileError as error:
            self._classes[key] = None
            problem = f"Class {key} : line {error.line}, column {error.column}: {error}"
            message = f"Dependent class is invalid and needs recompilation:\n {problem}"
            raise CompileError(message, line=1, column=1) from error

    def _unit(self, name: str) -> Unit:
        return Unit(name=name, find_shape=self._find_shape, find_unit=self.find_class)


def _compile_members(node: Node, unit: Unit) -> None:
    if any(item.type == "interfaces" for item in syntax.children_of(node)) or _superclass_of(node):
        raise syntax.unsupported(node, "a class of another class or of an interface")
    members = syntax.children_of(syntax.field_of(node, "body"))
    fields = [item for item in members if item.type == "field_declaration"]
    methods = [item for item in members if item.type == "method_declaration"]
    for item in members:
        if item.type == "class_declaration":
            _declare_exception(item, unit)
        elif item.type not in {"field_declaration", "method_declaration"} or not _is(item, "static"):
            raise syntax.unsupported(item, f"a {item.type.replace('_', ' ')} that is not static")
    variables = [(item, _declare_fields(item, unit)) for item in fields]
    for item in methods:
        _declare_method(item, unit)
    unit.prepare = compile_block_of(
        [_initialisation(node, variable, unit) for _, pairs in variables for node, variable in pairs]
    )
    for item in methods:
        _compile_method(item, unit)


def _declare_fields(node: Node, unit: Unit) -> list[tuple[Node, Variable]]:
    type_ = resolve_type(syntax.field_of(node, "type"), unit)
    declared = []
    for item in declarators_of(node):
        variable = new_variable(type_, is_static=True, is_final=_is(node, "final"))
        _register(node, item, unit)
        unit.variables[_name_of(item)] = variable
        declared.append((item, variable))
    return declared


def _initialisation(node: Node, variable: Variable, unit: Unit) -> Execute:
    value = node.child_by_field_name("value")
    code = compile_value(value, Scope(unit=unit, returns=VOID), wanted=variable.type) if value else None
    line = syntax.line_of(node)

    async def run(frame: Frame) -> Signal:
        frame.line = line
        set_variable(frame, variable, await code.run(frame) if code else None)
        return None

    return run


def _declare_method(node: Node, unit: Unit) -> None:
    name = syntax.text_of(syntax.field_of(node, "name"))
    if name.lower() in unit.methods:
        raise syntax.unsupported(node, "a second method of the same name")
    if unit.is_anonymous and _is(node, "static"):
        raise syntax.fail(node, "static can only be used on methods of a top level type")
    parameters = tuple(
        new_variable(resolve_type(syntax.field_of(item, "type"), unit))
        for item in syntax.children_of(syntax.field_of(node, "parameters"))
    )
    returns = resolve_type(syntax.field_of(node, "type"), unit)
    levels = syntax.depth_of(node)
    unit.methods[name.lower()] = Method(name=name, parameters=parameters, returns=returns, levels=levels)
    if not unit.is_anonymous:
        _register(node, node, unit)


def _compile_method(node: Node, unit: Unit) -> None:
    method = unit.methods[_name_of(node)]
    scope = Scope(unit=unit, returns=method.returns)
    for item, variable in zip(
        syntax.children_of(syntax.field_of(node, "parameters")), method.parameters, strict=True
    ):
        scope.names[_name_of(item)] = variable
    method.body = compile_block(syntax.children_of(syntax.field_of(node, "body")), scope)


def _declare_exception(node: Node, unit: Unit) -> None:
    superclass, body = _superclass_of(node), syntax.field_of(node, "body")
    if superclass.lower() not in {"exception", "system.exception"} or syntax.children_of(body):
        raise syntax.unsupported(node, "a class other than an empty exception")
    name = syntax.text_of(syntax.field_of(node, "name"))
    full_name = name if unit.is_anonymous else f"{unit.name}.{name}"
    unit.exceptions[name.lower()] = Type(name=full_name, kind=Kind.EXCEPTION)


def _superclass_of(node: Node) -> str:
    superclass = node.child_by_field_name("superclass")
    return syntax.text_of(syntax.children_of(superclass)[0]) if superclass else ""


def _register(node: Node, named: Node, unit: Unit) -> None:
    if not any(_is(node, word) for word in _PUBLIC):
        unit.private.add(_name_of(named))


def _name_of(node: Node) -> str:
    return syntax.text_of(syntax.field_of(node, "name")).lower()


def _is(node: Node, word: str) -> bool:
    modifiers = [item for item in node.children if item.type == "modifiers"]
    return any(word in syntax.text_of(item).lower().split() for item in modifiers)
