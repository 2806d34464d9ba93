"""A tree into SQL: names become columns of ours, values become parameters, everything else is refused.

SECURITY: no character of a query reaches the SQL. Names are looked up in the schema, values are bound.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from isthmus.local.salesforce.errors import RestError
from isthmus.local.salesforce.rest.schema import FieldKind, SObject, SObjectField
from isthmus.local.salesforce.rest.soql.filters import Binds, Filters, to_count
from isthmus.local.salesforce.rest.soql.tokens import Token, malformed, point_at
from isthmus.local.salesforce.rest.soql.tree import (
    All,
    Any,
    Comparison,
    Condition,
    Membership,
    Not,
    Order,
    Query,
)

FindObject = Callable[[str], SObject | None]

_HINT = "Please reference your WSDL or the describe call for the appropriate names."
_MAX_RELATIONSHIPS = 5
_MAX_CONDITIONS = 500
_MAX_OFFSET = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A selected field: the relationships that lead to it, and where its value stands in a row."""

    path: tuple[str, ...]
    field: SObjectField
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """An object that a path leads to, under an alias of ours."""

    target: SObject
    alias: str
    name: str = ""
    join: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to run: `ids_sql` gives the records' ids in their order, `columns` what to read of them."""

    target: SObject
    columns: tuple[Column, ...]
    related: Mapping[tuple[str, ...], Related]
    ids_sql: str
    parameters: tuple[object, ...]
    is_count: bool

    @property
    def tables(self) -> str:
        """The FROM clause."""
        return _tables(self.related)


def compile_query(query: Query, *, find_object: FindObject, binds: Binds | None) -> Plan:
    """Compile; raise RestError MALFORMED_QUERY, INVALID_TYPE, INVALID_FIELD and their like.

    `binds` None says that the caller is not Apex: then `:name` is refused.
    """
    return _Compiler(query, find_object=find_object, binds=binds).compile()


def invalid_type(name: str) -> str:
    """Say that an object is not there, or not for this user: the same words for both."""
    return (
        f"sObject type '{name}' is not supported. If you are attempting to use a custom object, be sure to "
        f"append the '__c' after the entity name. {_HINT}"
    )


@dataclass(slots=True)
class _Parts:
    """What is collected on the way."""

    related: dict[tuple[str, ...], Related]
    parameters: list[object] = field(default_factory=list)
    conditions: int = 0


class _Compiler:
    def __init__(
        self, query: Query, *, find_object: FindObject, binds: Binds | None, outer: SObject | None = None
    ) -> None:
        self._query = query
        self._find_object = find_object
        self._binds = binds
        self._target = self._get_object(query.source)
        self._is_inner = outer is not None
        self._alias = "s" if self._is_inner else "t"
        self._parts = _Parts(related={(): Related(target=self._target, alias=f"{self._alias}0")})
        self._filters = Filters(query.text, binds=binds)

    def compile(self) -> Plan:
        columns = self._columns()
        where = self._where()
        orders = [self._order(order) for order in self._query.orders]
        key = f"{self._alias}0.id"
        limits = self._limits()
        source = _tables(self._parts.related)
        sql = f"SELECT {key} AS id FROM {source}{where} ORDER BY {', '.join([*orders, key])}{limits}"  # noqa: S608  names of ours
        return Plan(
            target=self._target,
            columns=columns,
            related=self._parts.related,
            ids_sql=sql,
            parameters=tuple(self._parts.parameters),
            is_count=not columns,
        )

    def compile_inner(self, left: SObjectField, *, of: SObject) -> tuple[str, list[object]]:
        """Give the SQL of a sub-select and its parameters; `left` is what its values are compared with."""
        (token, *others) = self._query.fields
        path, selected = self._resolve(token)
        self._check_semi_join(token, selected=selected, left=left, of=of, is_one=not others and not path)
        where = self._where()
        value = selected.sql.format(t=f"{self._alias}0")
        present = f"{where} AND" if where else " WHERE"
        sql = f"SELECT {value} FROM {_tables(self._parts.related)}{present} {value} IS NOT NULL"  # noqa: S608  names of ours
        return sql, self._parts.parameters

    def _check_semi_join(
        self, token: Token, *, selected: SObjectField, left: SObjectField, of: SObject, is_one: bool
    ) -> None:
        if not is_one:
            raise self._malformed(token, "a sub-select has one field, of its own object")
        if selected.kind is not FieldKind.ID or left.kind is not FieldKind.ID:
            raise self._malformed(token, "semi joins compare ids: both fields must be an Id or a reference")
        if self._target is of:
            raise self._malformed(token, "The inner and outer selects should not be on the same object type")
        inner_type = selected.refers_to if selected.name != "Id" else self._target.name
        outer_type = left.refers_to if left.name != "Id" else of.name
        if inner_type and outer_type and inner_type != outer_type:
            message = (
                f"The selected field '{selected.name}' in the subquery and the left operand field in the "
                f"where expression in the outer query '{left.name}' should point to the same object type"
            )
            raise self._malformed(token, message)

    def _get_object(self, token: Token) -> SObject:
        target = self._find_object(token.text)
        if target is None:
            message = point_at(self._query.text, token.start, invalid_type(token.text[:255]))
            raise RestError(message, status=400, error_code="INVALID_TYPE")
        return target

    def _columns(self) -> tuple[Column, ...]:
        columns: list[Column] = []
        for token in self._query.fields:
            path, found = self._resolve(token)
            if any((item.path, item.field) == (path, found) for item in columns):
                raise self._malformed(token, f"duplicate field selected: {found.name}")
            columns.append(Column(path=path, field=found, name=f"c{len(columns)}"))
        return tuple(columns)

    def _resolve(self, token: Token) -> tuple[tuple[str, ...], SObjectField]:
        """Give the relationships of a path, and the field it ends at."""
        *names, last = token.text.split(".")
        own_names = {self._target.name.lower(), (self._query.alias or self._target.name).lower()}
        if names and names[0].lower() in own_names:
            names = names[1:]
        if len(names) > _MAX_RELATIONSHIPS:
            raise self._malformed(token, "more than 5 relationships in a field's path")
        path: tuple[str, ...] = ()
        for name in names:
            path = self._follow(path, name, token=token)
        target = self._parts.related[path].target
        found = target.find_field(last)
        if found is None:
            message = (
                f"No such column '{last[:255]}' on entity '{target.name}'. If you are attempting to use a "
                f"custom field, be sure to append the '__c' after the custom field name. {_HINT}"
            )
            raise self._invalid_field(token, message)
        return path, found

    def _follow(self, path: tuple[str, ...], name: str, *, token: Token) -> tuple[str, ...]:
        here = self._parts.related[path]
        key = here.target.find_relationship(name)
        target = self._find_object(key.refers_to) if key and key.refers_to else None
        if key is None or target is None or key.relationship is None:
            message = (
                f"Didn't understand relationship '{name[:255]}' in field path. If you are attempting to use "
                "a custom relationship, be sure to append the '__r' after the custom relationship name. "
                f"{_HINT}"
            )
            raise self._invalid_field(token, message)
        further = (*path, key.relationship)
        if further not in self._parts.related:
            alias = f"{self._alias}{len(self._parts.related)}"
            join = f"{alias}.id = {key.sql.format(t=here.alias)}"
            self._parts.related[further] = Related(
                target=target, alias=alias, name=key.relationship, join=join
            )
        return further

    def _where(self) -> str:
        return f" WHERE {self._condition(self._query.condition)}" if self._query.condition else ""

    def _condition(self, condition: Condition) -> str:
        match condition:
            case Comparison() | Membership():
                return self._leaf(condition)
            case Not(condition=inner):
                return f"NOT {self._condition(inner)}"
            case All(conditions=items):
                return f"({' AND '.join([self._condition(item) for item in items])})"
            case Any(conditions=items):
                return f"({' OR '.join([self._condition(item) for item in items])})"

    def _leaf(self, condition: Comparison | Membership) -> str:
        self._parts.conditions += 1
        if self._parts.conditions > _MAX_CONDITIONS:
            raise self._malformed(condition.field, f"more than {_MAX_CONDITIONS} conditions")
        path, found = self._resolve(condition.field)
        sql = found.sql.format(t=self._parts.related[path].alias)
        if isinstance(condition, Membership) and isinstance(condition.members, Query):
            return self._semi_join(condition, condition.members, left=found, sql=sql)
        test, parameter = self._filters.test(condition, field=found, sql=sql)
        self._parts.parameters.append(parameter)
        return test

    def _semi_join(self, condition: Membership, inner: Query, *, left: SObjectField, sql: str) -> str:
        compiler = _Compiler(inner, find_object=self._find_object, binds=self._binds, outer=self._target)
        inner_sql, parameters = compiler.compile_inner(left, of=self._target)
        self._parts.parameters.extend(parameters)
        negation, of_null = ("NOT ", 1) if condition.is_negated else ("", 0)
        return f"coalesce({sql} {negation}IN ({inner_sql}), {of_null})"

    def _order(self, order: Order) -> str:
        path, found = self._resolve(order.field)
        collation = " COLLATE NOCASE" if found.kind is FieldKind.TEXT else ""
        direction = "DESC" if order.is_descending else "ASC"
        nulls = "LAST" if order.has_nulls_last else "FIRST"
        sql = found.sql.format(t=self._parts.related[path].alias)
        # NOTE: some fields are constants, and SQLite would read a bare number here as a column's position.
        return f"coalesce({sql}, NULL){collation} {direction} NULLS {nulls}"

    def _limits(self) -> str:
        limit = to_count(self._query, self._query.limit, binds=self._binds)
        offset = to_count(self._query, self._query.offset, binds=self._binds)
        if offset is not None and offset > _MAX_OFFSET:
            raise RestError(
                "Maximum SOQL offset allowed is 2000", status=400, error_code="NUMBER_OUTSIDE_VALID_RANGE"
            )
        self._parts.parameters.extend([-1 if limit is None else limit, offset or 0])
        return " LIMIT ? OFFSET ?"

    def _malformed(self, token: Token, message: str) -> RestError:
        return malformed(point_at(self._query.text, token.start, message))

    def _invalid_field(self, token: Token, message: str) -> RestError:
        return RestError(
            point_at(self._query.text, token.start, message), status=400, error_code="INVALID_FIELD"
        )


def parameters_of_ids(ids: list[str]) -> str:
    """Write ids as the one parameter that `json_each` reads."""
    return json.dumps(ids)


def _tables(related: Mapping[tuple[str, ...], Related]) -> str:
    first, *others = related.values()
    joins = [f" LEFT JOIN {item.target.source} AS {item.alias} ON {item.join}" for item in others]
    return f"{first.target.source} AS {first.alias}{''.join(joins)}"
