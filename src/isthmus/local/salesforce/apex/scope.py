"""Names at compile time: variables, methods, and the types that a piece of code can see."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count

from tree_sitter import Node

from isthmus.local.salesforce.apex import syntax
from isthmus.local.salesforce.apex.runtime import Execute
from isthmus.local.salesforce.apex.types import ARITIES, KEYS, VOID, Kind, Type, find_builtin

ANONYMOUS = "AnonymousBlock"
_numbers = count()
# Types of Apex that are right, and not known here.
_UNKNOWN = frozenset(
    {"account", "blob", "contact", "date", "datetime", "decimal", "double", "list", "map", "set", "time"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """A variable. A static one lives as long as the run, any other as long as its call."""

    number: int
    type: Type
    is_static: bool
    is_final: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """An SObject: its type, and its fields' names and types by name in lower case."""

    type: Type
    fields: Mapping[str, tuple[str, Type]]


@dataclass(slots=True, kw_only=True)
class Method:
    """A method that Apex code declares; `body` is there once its unit is compiled."""

    name: str
    parameters: tuple[Variable, ...]
    returns: Type
    levels: int
    body: Execute | None = None


@dataclass(slots=True, kw_only=True)
class Unit:
    """An anonymous block or a class: what it declares, and what it can find outside."""

    name: str
    find_shape: Callable[[str], Shape | None]
    find_unit: Callable[[str], "Unit | None"]
    variables: dict[str, Variable] = field(default_factory=dict)
    methods: dict[str, Method] = field(default_factory=dict)
    exceptions: dict[str, Type] = field(default_factory=dict)
    private: set[str] = field(default_factory=set)
    prepare: Execute | None = None

    @property
    def is_anonymous(self) -> bool:
        """Whether this is the anonymous block."""
        return self.name == ANONYMOUS

    def find_type(self, name: str) -> Type | None:
        """Find a type by its name as code writes it."""
        bare = name[len("system.") :] if name.lower().startswith("system.") else name
        if found := self.exceptions.get(name.lower()) or find_builtin(bare):
            return found
        if shape := self.find_shape(bare):
            return shape.type
        outer, _, inner = name.partition(".")
        unit = self.find_unit(outer) if inner else None
        return unit.exceptions.get(inner.lower()) if unit else None


@dataclass(slots=True, kw_only=True)
class Scope:
    """A block. `returns` is the type that `return` gives; None outside of methods."""

    unit: Unit
    parent: "Scope | None" = None
    returns: Type | None = None
    is_in_loop: bool = False
    names: dict[str, Variable] = field(default_factory=dict)

    def inner(self, *, is_in_loop: bool | None = None) -> "Scope":
        """Open a block within."""
        loop = self.is_in_loop if is_in_loop is None else is_in_loop
        return Scope(unit=self.unit, parent=self, returns=self.returns, is_in_loop=loop)

    def find(self, name: str) -> Variable | None:
        """Find a variable, whose case does not matter."""
        scope: Scope | None = self
        while scope is not None:
            if found := scope.names.get(name.lower()):
                return found
            scope = scope.parent
        return self.unit.variables.get(name.lower())

    def declare(self, node: Node, type_: Type, *, is_final: bool = False) -> Variable:
        """Declare a variable; the outermost of an anonymous block are seen by its methods, too."""
        name = syntax.text_of(node)
        is_static = self.parent is None and self.returns is None
        if self._is_taken(name):
            raise syntax.fail(node, f"Duplicate variable: {name}")
        variable = new_variable(type_, is_static=is_static, is_final=is_final)
        (self.unit.variables if is_static else self.names)[name.lower()] = variable
        return variable

    def _is_taken(self, name: str) -> bool:
        scope: Scope | None = self
        while scope is not None:
            if name.lower() in scope.names:
                return True
            scope = scope.parent
        return self.returns is None and name.lower() in self.unit.variables


def new_variable(type_: Type, *, is_static: bool = False, is_final: bool = False) -> Variable:
    """Make a variable with a place of its own."""
    return Variable(number=next(_numbers), type=type_, is_static=is_static, is_final=is_final)


def resolve_type(node: Node, unit: Unit) -> Type:
    """Give the type that a node of the tree names; raise CompileError `Invalid type`."""
    if node.type == "void_type":
        return VOID
    if node.type == "array_type":
        return Type(name="List", arguments=(resolve_type(syntax.field_of(node, "element"), unit),))
    if node.type == "generic_type":
        return _generic(node, unit)
    name = "".join(syntax.text_of(node).split())
    found = unit.find_type(name)
    if found is None and name.lower() in _UNKNOWN:
        raise syntax.unsupported(node, f"the type {name}")
    if found is None:
        raise syntax.fail(node, f"Invalid type: {name}")
    return found


def _generic(node: Node, unit: Unit) -> Type:
    base, arguments = syntax.children_of(node)
    name = syntax.text_of(base)
    if ARITIES.get(name.lower()) != len(syntax.children_of(arguments)):
        raise syntax.unsupported(node, f"the type {syntax.text_of(node)}")
    found = Type(
        name=name.capitalize(),
        arguments=tuple(resolve_type(item, unit) for item in syntax.children_of(arguments)),
    )
    if found.name != "List" and found.arguments[0] not in KEYS:
        raise syntax.unsupported(node, f"a {found.name} of {found.arguments[0]}")
    return found


def is_record(type_: Type) -> bool:
    """Whether a type is one SObject, and not the SObject of any kind."""
    return type_.kind is Kind.RECORD and type_.name != "SObject"
