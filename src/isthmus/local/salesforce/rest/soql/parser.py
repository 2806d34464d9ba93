"""SOQL's grammar, by recursive descent; what is not here is MALFORMED_QUERY, with the place it was met at.

    query      = SELECT (COUNT() | field {, field}) FROM object [alias]
                 [WHERE any] [ORDER BY order {, order}] [LIMIT number] [OFFSET number]
    conditions = condition {AND condition} | condition {OR condition}
    condition  = NOT condition | ( conditions ) | field operator value | field [NOT] IN members
    members    = ( value {, value} ) | ( query ) | :bind
    value      = 'text' | number | date | dateTime | TRUE | FALSE | NULL | :bind

WIRE: AND and OR are not mixed without parentheses, and sub-selects stand at the top level of WHERE alone.
"""

from datetime import UTC, date, datetime

from isthmus.local.salesforce.errors import RestError
from isthmus.local.salesforce.rest.soql.tokens import (
    MAX_TEXT,
    Token,
    malformed,
    pattern_of,
    point_at,
    tokenize,
    unescape,
)
from isthmus.local.salesforce.rest.soql.tree import (
    All,
    Any,
    Bind,
    Comparison,
    Condition,
    Literal,
    Membership,
    Not,
    Order,
    Query,
    Value,
)

_MAX_DEPTH = 20
_MAX_DIGITS = 15
_CLAUSES = frozenset(
    {
        *("select", "from", "where", "and", "or", "not", "in", "like", "order", "by", "limit", "offset"),
        *("using", "with", "group", "having", "for", "all", "update"),
    }
)
_UNSUPPORTED = frozenset({"using", "with", "group", "having", "for", "all", "update", "typeof"})
_OPERATORS = {"=": "=", "!=": "!=", "<>": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_WORDS = {"true": True, "false": False, "null": None}


def parse_soql(text: str) -> Query:
    """Parse a query; raise RestError MALFORMED_QUERY."""
    return _Parser(text).parse()


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = tokenize(text)
        self._position = 0
        self._depth = 0

    def parse(self) -> Query:
        query = self._query(is_inner=False)
        if self._next.kind != "end":
            raise self._unexpected()
        return query

    @property
    def _next(self) -> Token:
        return self._tokens[self._position]

    def _query(self, *, is_inner: bool) -> Query:
        self._expect_word("select")
        fields = self._fields(is_inner=is_inner)
        self._expect_word("from")
        source = self._name()
        is_named = self._next.kind == "word" and self._next.text.lower() not in _CLAUSES
        alias = self._take().text if is_named else None
        condition = self._conditions(is_top=not is_inner) if self._try_word("where") else None
        if is_inner and any(self._next.is_word(word) for word in ("order", "limit", "offset")):
            raise self._refusal(f"{self._next.text.upper()} is not allowed in a sub-select")
        return Query(
            text=self._text,
            fields=fields,
            source=source,
            alias=alias,
            condition=condition,
            orders=self._orders(),
            limit=self._count("limit"),
            offset=self._count("offset"),
        )

    def _fields(self, *, is_inner: bool) -> tuple[Token, ...]:
        if self._next.is_word("count") and self._tokens[self._position + 1].is_sign("("):
            if is_inner or not self._tokens[self._position + 2].is_sign(")"):
                raise self._refusal("aggregate functions but COUNT() are not supported by the local org")
            self._position += 3
            return ()
        fields = [self._field()]
        while self._try_sign(","):
            fields.append(self._field())
        return tuple(fields)

    def _field(self) -> Token:
        if self._next.is_sign("("):
            raise self._refusal("sub-selects of child records are not supported by the local org")
        name = self._name()
        if self._next.is_sign("("):
            raise self._refusal(f"the function {name.text}() is not supported by the local org")
        return name

    def _conditions(self, *, is_top: bool) -> Condition:
        first = self._condition(is_top=is_top)
        word = next((word for word in ("and", "or") if self._next.is_word(word)), None)
        if word is None:
            return first
        self._check_flat([first], word=word)
        conditions = [first]
        while self._try_word(word):
            conditions.append(self._condition(is_top=is_top))
        self._check_flat(conditions, word=word)
        together = All if word == "and" else Any
        return together(conditions=tuple(conditions))

    def _condition(self, *, is_top: bool) -> Condition:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise self._refusal("the query is nested too deeply")
        condition = self._one_condition(is_top=is_top)
        self._depth -= 1
        return condition

    def _one_condition(self, *, is_top: bool) -> Condition:
        if self._try_word("not"):
            return Not(condition=self._condition(is_top=False))
        if self._try_sign("("):
            inner = self._conditions(is_top=False)
            self._expect_sign(")")
            return inner
        field = self._field()
        if self._try_word("in"):
            return Membership(field=field, is_negated=False, members=self._members(is_top=is_top))
        if self._try_word("not"):
            self._expect_word("in")
            return Membership(field=field, is_negated=True, members=self._members(is_top=is_top))
        return Comparison(field=field, operator=self._operator(), value=self._value())

    def _check_flat(self, conditions: list[Condition], *, word: str) -> None:
        has_query = any(
            isinstance(item, Membership) and isinstance(item.members, Query) for item in conditions
        )
        if word == "or" and has_query:
            raise self._refusal("Semi join sub-selects are not allowed with the 'OR' operator")

    def _operator(self) -> str:
        token = self._next
        if token.kind == "sign" and token.text in _OPERATORS:
            self._position += 1
            return _OPERATORS[token.text]
        if self._try_word("like"):
            return "like"
        if token.is_word("includes") or token.is_word("excludes"):
            raise self._refusal(f"{token.text} is not supported by the local org")
        raise self._unexpected()

    def _members(self, *, is_top: bool) -> tuple[Value, ...] | Bind | Query:
        if self._next.is_sign(":"):
            return self._bind()
        self._expect_sign("(")
        if self._next.is_word("select"):
            members: tuple[Value, ...] | Query = self._semi_join(is_top=is_top)
        else:
            values = [self._value()]
            while self._try_sign(","):
                values.append(self._value())
            members = tuple(values)
        self._expect_sign(")")
        return members

    def _semi_join(self, *, is_top: bool) -> Query:
        if not is_top:
            raise self._refusal(
                "Semi join sub-selects are only allowed at the top level WHERE expressions "
                "and not in nested WHERE expressions."
            )
        return self._query(is_inner=True)

    def _value(self) -> Value:
        token = self._next
        if token.is_sign(":"):
            return self._bind()
        self._position += 1
        if token.kind == "text":
            return self._text_value(token)
        if token.kind == "word" and token.text.lower() in _WORDS:
            return Literal(value=_WORDS[token.text.lower()], token=token)
        if token.kind == "number":
            return Literal(value=self._number(token), token=token)
        if token.kind in {"date", "time"}:
            return Literal(value=self._moment(token), token=token)
        self._position -= 1
        raise self._unexpected()

    def _text_value(self, token: Token) -> Literal:
        if len(token.text) > MAX_TEXT:
            raise malformed(point_at(self._text, token.start, "a text can't be longer than 4,000 characters"))
        return Literal(value=unescape(token.text), token=token, pattern=pattern_of(token.text))

    def _number(self, token: Token) -> int | float:
        if len(token.text) > _MAX_DIGITS:
            raise malformed(point_at(self._text, token.start, f"number out of range: {token.text[:40]}"))
        return float(token.text) if "." in token.text else int(token.text)

    def _moment(self, token: Token) -> date | datetime:
        try:
            if token.kind == "date":
                return date.fromisoformat(token.text)
            return datetime.fromisoformat(token.text).astimezone(UTC)
        except (ValueError, OverflowError) as error:
            message = f"line 1:{token.start} no viable alternative at character '-'"
            raise malformed(point_at(self._text, token.start, message)) from error

    def _bind(self) -> Bind:
        self._expect_sign(":")
        return Bind(token=self._name())

    def _orders(self) -> tuple[Order, ...]:
        if not self._try_word("order"):
            return ()
        self._expect_word("by")
        orders = [self._order()]
        while self._try_sign(","):
            orders.append(self._order())
        return tuple(orders)

    def _order(self) -> Order:
        field = self._field()
        is_descending = self._try_word("desc")
        if not is_descending:
            self._try_word("asc")
        has_nulls_last = False
        if self._try_word("nulls"):
            has_nulls_last = self._try_word("last")
            if not has_nulls_last:
                self._expect_word("first")
        return Order(field=field, is_descending=is_descending, has_nulls_last=has_nulls_last)

    def _count(self, word: str) -> Value | None:
        if not self._try_word(word):
            return None
        if self._next.is_sign(":"):
            return self._bind()
        token = self._take()
        if token.kind != "number" or not token.text.isdecimal():
            self._position -= 1
            raise self._unexpected()
        return Literal(value=self._number(token), token=token)

    def _name(self) -> Token:
        if self._next.kind != "word" or self._next.text.lower() in _CLAUSES:
            raise self._unexpected()
        return self._take()

    def _take(self) -> Token:
        token = self._next
        if token.kind == "end":
            raise self._unexpected()
        self._position += 1
        return token

    def _try_word(self, word: str) -> bool:
        is_there = self._next.is_word(word)
        self._position += is_there
        return is_there

    def _expect_word(self, word: str) -> None:
        if not self._try_word(word):
            raise self._unexpected()

    def _try_sign(self, sign: str) -> bool:
        is_there = self._next.is_sign(sign)
        self._position += is_there
        return is_there

    def _expect_sign(self, sign: str) -> None:
        if not self._try_sign(sign):
            raise self._unexpected()

    def _unexpected(self) -> RestError:
        token = self._next
        if token.kind == "word" and token.text.lower() in _UNSUPPORTED:
            return self._refusal(f"{token.text.upper()} is not supported by the local org")
        return self._refusal(f"unexpected token: '{token.text[:40]}'")

    def _refusal(self, message: str) -> RestError:
        return malformed(point_at(self._text, self._next.start, message))
