"""One condition of a query into SQL: whether the value fits the field, and what is compared with what.

Every test gives true or false, never NULL, so that NOT means what it says.
"""

import json
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime
from typing import TypeAlias

from isthmus.errors import MalformedError
from isthmus.local.salesforce.errors import RestError
from isthmus.local.salesforce.ids import parse_id
from isthmus.local.salesforce.rest.schema import FieldKind, SObjectField
from isthmus.local.salesforce.rest.soql.tokens import MAX_TEXT, Token, malformed, point_at
from isthmus.local.salesforce.rest.soql.tree import (
    Bind,
    Comparison,
    Literal,
    Membership,
    Query,
    Scalar,
    Value,
)

Binds: TypeAlias = Mapping[str, Scalar | Collection[Scalar]]
"""What Apex binds, by the words after the colon, in lower case."""
Stored: TypeAlias = str | bool | int | float | None

_KINDS: Mapping[FieldKind, tuple[type, ...]] = {
    FieldKind.ID: (str,),
    FieldKind.TEXT: (str,),
    FieldKind.FLAG: (bool,),
    FieldKind.TIME: (datetime,),
    FieldKind.NUMBER: (int, float),
}
_QUOTED = frozenset({FieldKind.ID, FieldKind.TEXT})
_MAX_COUNT = 2**31 - 1


class Filters:
    """Conditions of one query."""

    def __init__(self, text: str, *, binds: Binds | None) -> None:
        self._text = text
        self._binds = binds

    def test(
        self, condition: Comparison | Membership, *, field: SObjectField, sql: str
    ) -> tuple[str, object]:
        """Give the SQL of a condition and its one parameter."""
        left = f"({sql}) COLLATE NOCASE" if field.kind is FieldKind.TEXT else f"({sql})"
        if isinstance(condition, Membership):
            return self._membership(condition, field=field, left=left)
        self._check_operator(condition, field=field)
        if condition.operator == "like":
            return f"coalesce(({sql}) LIKE ? ESCAPE '\\', 0)", self._pattern(condition)
        value = self._stored(self._scalar(condition.value), token=condition.field, field=field)
        if condition.operator in {"=", "!="}:
            return f"{left} {'IS' if condition.operator == '=' else 'IS NOT'} ?", value
        if value is None:
            raise malformed(
                point_at(self._text, condition.field.start, f"'{condition.operator}' takes no null")
            )
        return f"coalesce({left} {condition.operator} ?, 0)", value

    def _membership(self, condition: Membership, *, field: SObjectField, left: str) -> tuple[str, object]:
        members = condition.members
        assert not isinstance(members, Query)
        values = (
            self._bound_list(members)
            if isinstance(members, Bind)
            else [self._scalar(item) for item in members]
        )
        stored = [self._stored(value, token=condition.field, field=field) for value in values]
        present = json.dumps([value for value in stored if value is not None])
        of_null = int((None in stored) is not condition.is_negated)
        negation = "NOT " if condition.is_negated else ""
        # NOTE: json_each turns true into 1, which is how flags are stored.
        test = f"{left} {negation}IN (SELECT value FROM json_each(?))"  # noqa: S608  names of ours
        return f"coalesce({test}, {of_null})", present

    def _check_operator(self, condition: Comparison, *, field: SObjectField) -> None:
        is_equality = condition.operator in {"=", "!="}
        is_unfit = {
            FieldKind.ID: not is_equality,
            FieldKind.FLAG: not is_equality,
            FieldKind.TIME: condition.operator == "like",
            FieldKind.NUMBER: condition.operator == "like",
            FieldKind.TEXT: False,
        }[field.kind]
        if is_unfit:
            raise self._refusal(condition.field, f"invalid operator on {field.kind} field")

    def _pattern(self, condition: Comparison) -> str:
        value = condition.value
        if isinstance(value, Literal) and value.pattern is not None:
            return value.pattern
        bound = self._scalar(value)
        if not isinstance(bound, str) or len(bound) > MAX_TEXT:
            raise malformed(
                point_at(self._text, condition.field.start, "LIKE takes a text of at most 4,000 characters")
            )
        return bound

    def _scalar(self, value: Value) -> Scalar:
        if isinstance(value, Literal):
            return value.value
        bound = find_bound(self._text, value, binds=self._binds)
        if _is_list(bound):
            message = f"a list is bound to :{value.token.text}, where one value is expected"
            raise malformed(point_at(self._text, value.token.start, message))
        assert bound is None or isinstance(bound, str | int | float | date)
        return bound

    def _bound_list(self, bind: Bind) -> list[Scalar]:
        bound = find_bound(self._text, bind, binds=self._binds)
        if isinstance(bound, Collection) and not isinstance(bound, str):
            return list(bound)
        return [bound]

    def _stored(self, value: Scalar, *, token: Token, field: SObjectField) -> Stored:
        if value is None:
            return None
        if not isinstance(value, _KINDS[field.kind]) or (
            isinstance(value, bool) is not (field.kind is FieldKind.FLAG)
        ):
            rule = "be" if field.kind in _QUOTED else "not be"
            message = (
                f"value of filter criterion for field '{field.name}' must be of type {field.kind} "
                f"and should {rule} enclosed in quotes"
            )
            raise RestError(
                point_at(self._text, token.start, message), status=400, error_code="INVALID_FIELD"
            )
        if isinstance(value, datetime):
            return (value if value.tzinfo else value.replace(tzinfo=UTC)).timestamp()
        if field.kind is FieldKind.ID:
            return self._id(str(value), token=token)
        assert isinstance(value, str | int | float)
        return value

    def _id(self, value: str, *, token: Token) -> str:
        try:
            return parse_id(value)
        except MalformedError as error:
            raise self._refusal(token, f"invalid ID field: {value[:40]}") from error

    def _refusal(self, token: Token, message: str) -> RestError:
        return RestError(
            point_at(self._text, token.start, message), status=400, error_code="INVALID_QUERY_FILTER_OPERATOR"
        )


def find_bound(text: str, bind: Bind, *, binds: Binds | None) -> Scalar | Collection[Scalar]:
    """Give what is bound to a name, or raise RestError MALFORMED_QUERY."""
    if binds is None:
        message = "Only variable references are allowed in dynamic SOQL/SOSL."
        raise malformed(point_at(text, bind.token.start, message))
    try:
        return binds[bind.token.text.lower()]
    except KeyError:
        message = f"Variable does not exist: {bind.token.text[:255]}"
        raise malformed(point_at(text, bind.token.start, message)) from None


def to_count(query: Query, value: Value | None, *, binds: Binds | None) -> int | None:
    """Give a LIMIT or OFFSET."""
    if value is None:
        return None
    number = value.value if isinstance(value, Literal) else find_bound(query.text, value, binds=binds)
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= _MAX_COUNT:
        raise malformed(point_at(query.text, value.token.start, "LIMIT and OFFSET take a whole number"))
    return number


def _is_list(bound: object) -> bool:
    return isinstance(bound, Collection) and not isinstance(bound, str)
