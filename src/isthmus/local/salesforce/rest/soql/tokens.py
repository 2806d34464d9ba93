"""The words of SOQL, where each stands, and refusals that point at them as Salesforce does."""

import re
from dataclasses import dataclass

from isthmus.local.salesforce.errors import RestError

MAX_LENGTH = 100_000
"""Characters of a query (SOQL and SOSL reference, "SOQL and SOSL limits")."""
MAX_TEXT = 4000
"""Characters of a text within a WHERE clause (the same page)."""

_BLANK = re.compile(r"[ \t\r\n\f]*")
_WORD = r"[A-Za-z_][A-Za-z0-9_]*"
_TOKEN = re.compile(
    r"(?P<text>'(?:[^'\\]|\\.)*')"
    r"|(?P<time>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:?[0-9]{2}))"
    r"|(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"|(?P<number>[+-]?[0-9]+(?:\.[0-9]+)?)"
    rf"|(?P<word>{_WORD}(?:\.{_WORD})*)"
    r"|(?P<sign><=|>=|!=|<>|[=<>(),:])",
    re.DOTALL,
)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
_PLAIN = frozenset("'\"\\_%")
_AROUND = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token of a query, and where it begins, counted from 0."""

    kind: str
    text: str
    start: int

    def is_word(self, word: str) -> bool:
        """Whether this is a keyword, whose case does not matter."""
        return self.kind == "word" and self.text.lower() == word

    def is_sign(self, *signs: str) -> bool:
        """Whether this is one of some signs."""
        return self.kind == "sign" and self.text in signs


def tokenize(text: str) -> list[Token]:
    """Split a query; the last token is of the kind `end`. Raise RestError MALFORMED_QUERY."""
    if len(text) > MAX_LENGTH:
        raise malformed("SOQL statements can't be longer than 100,000 characters")
    tokens: list[Token] = []
    position = _skip_blanks(text, 0)
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            raise malformed(point_at(text, position, f"unexpected token: '{text[position]}'"))
        tokens.append(Token(kind=match.lastgroup, text=match[0], start=position))
        position = _skip_blanks(text, match.end())
    return [*tokens, Token(kind="end", text="<EOF>", start=len(text))]


def malformed(message: str) -> RestError:
    """Give the refusal of a query that can't be read."""
    return RestError(message, status=400, error_code="MALFORMED_QUERY")


def point_at(text: str, start: int, message: str) -> str:
    """Write a message as Salesforce does: part of the line, a caret below the place, row and column."""
    row = text.count("\n", 0, start) + 1
    begin = text.rfind("\n", 0, start) + 1
    end = text.find("\n", start)
    column = start - begin
    # NOTE: a part of the line, as Salesforce shows; an answer never grows with what was asked.
    shown_from = max(begin, start - _AROUND)
    line = text[shown_from : min(len(text) if end < 0 else end, start + _AROUND)]
    return f"\n{line}\n{' ' * (start - shown_from)}^\nERROR at Row:{row}:Column:{column + 1}\n{message}"


def unescape(quoted: str) -> str:
    """Give the value of a quoted text."""
    return _replace_escapes(quoted, keeps_pattern=False)


def pattern_of(quoted: str) -> str:
    r"""Give a quoted text as a LIKE pattern, in which `\%`, `\_` and `\\` stay escaped."""
    return _replace_escapes(quoted, keeps_pattern=True)


def _replace_escapes(quoted: str, *, keeps_pattern: bool) -> str:
    def replace(match: re.Match[str]) -> str:
        letter = match[1]
        if letter in _PLAIN:
            return match[0] if keeps_pattern and letter in "\\_%" else letter
        if letter.lower() not in _ESCAPES:
            raise malformed(f"Illegal string literal: invalid escape \\{letter}")
        return _ESCAPES[letter.lower()]

    return re.sub(r"\\(.)", replace, quoted[1:-1], flags=re.DOTALL)


def _skip_blanks(text: str, position: int) -> int:
    match = _BLANK.match(text, position)
    assert match is not None
    return match.end()
