"""A small, honest part of SOQL: text into a query, and nothing that is only half understood.

    SELECT field [, field …] FROM object [WHERE field = literal [AND field = literal …]] [LIMIT number]

Literals are 'text', true, false and null. Everything else is MALFORMED_QUERY, with the place it was found at.
"""

import re
from dataclasses import dataclass

from isthmus.local.salesforce.errors import RestError

_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^'\\]|\\.)*')|(?P<word>[A-Za-z_][\w.]*)|(?P<number>[0-9]{1,9})|(?P<sign>[,=]))"
)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
_PLAIN = frozenset("'\"\\_%")
_KEYWORDS = frozenset({"select", "from", "where", "and", "limit"})
_MAX_LENGTH = 100_000

Literal = str | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token and where it begins, counted from 0."""

    kind: str
    text: str
    start: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """`field = literal`."""

    field: Token
    value: Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A parsed query."""

    text: str
    fields: tuple[Token, ...]
    source: Token
    conditions: tuple[Condition, ...]
    limit: int | None


def parse_soql(text: str) -> Query:
    """Parse a query; raise RestError MALFORMED_QUERY."""
    if len(text) > _MAX_LENGTH:
        raise malformed("SOQL statements can't be longer than 100,000 characters")
    return _Parser(text).parse()


def malformed(message: str) -> RestError:
    """Give the refusal of a query that can't be read."""
    return RestError(message, status=400, error_code="MALFORMED_QUERY")


def point_at(query: Query, token: Token, message: str) -> str:
    """Write a message as Salesforce does: the query's line, a caret under the token, row and column."""
    row = query.text.count("\n", 0, token.start) + 1
    column = token.start - (query.text.rfind("\n", 0, token.start) + 1)
    line = query.text.splitlines()[row - 1]
    return f"\n{line}\n{' ' * column}^\nERROR at Row:{row}:Column:{column + 1}\n{message}"


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = _tokenize(text)
        self._position = 0

    def parse(self) -> Query:
        self._take_keyword("select")
        fields = [self._take_name()]
        while self._try_sign(","):
            fields.append(self._take_name())
        self._take_keyword("from")
        source = self._take_name()
        conditions = self._conditions()
        limit = int(self._take("number").text) if self._try_keyword("limit") else None
        if self._position < len(self._tokens):
            raise self._unexpected()
        return Query(
            text=self._text, fields=tuple(fields), source=source, conditions=tuple(conditions), limit=limit
        )

    def _conditions(self) -> list[Condition]:
        if not self._try_keyword("where"):
            return []
        conditions = [self._condition()]
        while self._try_keyword("and"):
            conditions.append(self._condition())
        return conditions

    def _condition(self) -> Condition:
        field = self._take_name()
        if not self._try_sign("="):
            raise self._unexpected()
        return Condition(field=field, value=self._literal())

    def _literal(self) -> Literal:
        token = self._peek()
        words: dict[str, Literal] = {"true": True, "false": False, "null": None}
        if token and token.kind == "text":
            self._position += 1
            return _unescape(token.text[1:-1])
        if token and token.kind == "word" and token.text.lower() in words:
            self._position += 1
            return words[token.text.lower()]
        raise self._unexpected()

    def _peek(self) -> Token | None:
        return self._tokens[self._position] if self._position < len(self._tokens) else None

    def _take(self, kind: str) -> Token:
        token = self._peek()
        if token is None or token.kind != kind:
            raise self._unexpected()
        self._position += 1
        return token

    def _take_name(self) -> Token:
        token = self._peek()
        if token and token.text.lower() in _KEYWORDS:
            raise self._unexpected()
        return self._take("word")

    def _take_keyword(self, word: str) -> None:
        if not self._try_keyword(word):
            raise self._unexpected()

    def _try_keyword(self, word: str) -> bool:
        return self._try("word", word)

    def _try_sign(self, sign: str) -> bool:
        return self._try("sign", sign)

    def _try(self, kind: str, text: str) -> bool:
        token = self._peek()
        found = token is not None and token.kind == kind and token.text.lower() == text
        self._position += found
        return found

    def _unexpected(self) -> RestError:
        token = self._peek()
        return malformed(f"unexpected token: '{token.text if token else '<EOF>'}'")


def _tokenize(text: str) -> list[Token]:
    tokens, position, end = [], 0, len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            raise malformed(f"unexpected character: '{text[position:end].lstrip()[0]}'")
        kind = match.lastgroup
        tokens.append(Token(kind=kind, text=match[kind], start=match.start(kind)))
        position = match.end()
    return tokens


def _unescape(text: str) -> str:
    def replace(match: re.Match[str]) -> str:
        letter = match[1]
        if letter in _PLAIN:
            return letter
        if letter.lower() not in _ESCAPES:
            raise malformed(f"Illegal string literal: invalid escape \\{letter}")
        return _ESCAPES[letter.lower()]

    return re.sub(r"\\(.)", replace, text, flags=re.DOTALL)
