"""A query as a tree: what `parser.py` makes and `compiling.py` reads."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from isthmus.local.salesforce.rest.soql.tokens import Token

Scalar: TypeAlias = str | bool | int | float | date | datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal:
    """A value written in the query. `pattern` is a text's form for LIKE."""

    value: Scalar
    token: Token
    pattern: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bind:
    """`:name`, whose value the caller gives beside the query: Apex alone may."""

    token: Token


Value: TypeAlias = Literal | Bind


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """`field operator value`; the operator is one of = != < <= > >= like."""

    field: Token
    operator: str
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """`field [NOT] IN (…)`: values, a list that is bound, or a sub-select."""

    field: Token
    is_negated: bool
    members: "tuple[Value, ...] | Bind | Query"


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    """`NOT condition`."""

    condition: "Condition"


@dataclass(frozen=True, slots=True, kw_only=True)
class All:
    """Conditions joined by AND."""

    conditions: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Any:
    """Conditions joined by OR."""

    conditions: "tuple[Condition, ...]"


Condition: TypeAlias = Comparison | Membership | Not | All | Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """`ORDER BY field [DESC] [NULLS LAST]`; without a word, ascending and nulls first."""

    field: Token
    is_descending: bool
    has_nulls_last: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A query. Without fields it is `SELECT COUNT()`; limits may be bound."""

    text: str
    fields: tuple[Token, ...]
    source: Token
    alias: str | None
    condition: Condition | None
    orders: tuple[Order, ...]
    limit: Value | None
    offset: Value | None
