"""`Masker`: one text, with the name it stands under, to what may be shown of it."""

import json
import math
import re
from collections.abc import Collection, Iterable
from html import escape
from typing import Any
from urllib.parse import quote, quote_plus, unquote, unquote_plus

from isthmus.local.tracing.masking.names import (
    is_identifier_name,
    is_public_within_secrets,
    is_secret_field,
    is_secret_name,
)
from isthmus.local.tracing.masking.shapes import mask_random, mask_tokens
from isthmus.local.tracing.masking.stamp import MASK, Stamp, is_masked
from isthmus.secret import Secret

SHORTEST_LITERAL = 6
"""Shorter secrets are masked by their names alone: as texts they would be found in every word."""
SHORTEST_SHOWN = 4
"""Shorter texts are not searched: there is no room in them for a name and a secret."""
DEEPEST = 40
"""Deeper documents are not shown beyond this."""
_ROUNDS = 3
# SECURITY: bounded, for whoever sends a body chooses the text that these have to go through.
_NAME = re.compile(
    r"(?<![A-Za-z0-9_])([A-Za-z][A-Za-z0-9_.\-]{0,60})\\{0,8}[\"']?\s{0,20}(?:=>|[=:])\s{0,20}"
)
_VALUE_GROUPS = {2: (1, 2), 4: (3, 4), 6: (5, 6)}
_VALUE = re.compile(r"(\\{0,8}\")([^\"]*)|(\\{0,8}')([^']*)|()([^\s\"'&,;<>]+)")
# Such as SALESFORCE_SESSION: masked where a secret belongs, and a plain word everywhere else.
_CONSTANT = re.compile(r"[A-Z]+(?:_[A-Z]+)+")


class Masker:
    """Mask texts of one exchange. What it masks by name it masks in all other places, too.

    `secrets` are masked wherever they stand. Values found by name are added to `found`: a second pass with
    them masks what the first one met before it knew.
    """

    def __init__(self, *, secrets: Collection[Secret], found: Iterable[str], stamp: Stamp) -> None:
        self._stamp = stamp
        self._literals = _with_spellings([*(secret.reveal() for secret in secrets), *found])
        self.found: set[str] = set()

    def secret(self, value: str) -> str:
        """Mask a value that is a secret by its place, and remember it."""
        if not value or is_masked(value):
            return value
        if len(value) >= SHORTEST_LITERAL and not _CONSTANT.fullmatch(value):
            self.found.add(value)
        return self._stamp(value)

    def value(self, value: str, *, name: str, is_within_secret: bool = False) -> str:
        """Mask the value of a member, a header or an element."""
        if is_within_secret and not is_public_within_secrets(name):
            return self.secret(value)
        if is_secret_name(name):
            return self.secret(value)
        return self.text(value, is_identifier=is_identifier_name(name))

    def field(self, value: str, *, name: str) -> str:
        """Mask the value of a query's or a form's field."""
        return self.secret(value) if is_secret_field(name) else self.value(value, name=name)

    def text(self, text: str, *, is_identifier: bool = False) -> str:
        """Mask what in a text is a secret: JSON in it by its names, all else by looks."""
        document = _find_document(text)
        if document is not None:
            return json.dumps(self.document(document), ensure_ascii=False)
        masked = self._plain(text, is_identifier=is_identifier)
        decoded = text
        for _ in range(_ROUNDS if "%" in text else 0):
            decoded = unquote(decoded)
            masked_decoded = self._plain(decoded, is_identifier=is_identifier)
            if masked_decoded != decoded:
                masked = masked_decoded
        return masked

    def document(self, value: Any, *, name: str = "", is_within_secret: bool = False, depth: int = 0) -> Any:
        """Mask a JSON value."""
        if depth > DEEPEST:
            return MASK
        match value:
            case dict():
                within = is_within_secret or is_secret_name(name)
                return {
                    self.text(key, is_identifier=True): member
                    if _is_public_key(value, key)
                    else self.document(
                        member, name=_name_of(value, key), is_within_secret=within, depth=depth + 1
                    )
                    for key, member in value.items()
                }
            case list():
                return [
                    self.document(item, name=name, is_within_secret=is_within_secret, depth=depth + 1)
                    for item in value
                ]
            case str():
                return self.value(value, name=name, is_within_secret=is_within_secret)
            case bool() | None:
                return value
        return self._number(value, name=name, is_within_secret=is_within_secret)

    def pairs(self, query: str) -> list[tuple[str, str]]:
        """Take a query or a form apart and mask its fields; names and values are decoded."""
        split = (pair.partition("=") for pair in query.split("&") if pair)
        return [
            (
                self.text(unquote_plus(name), is_identifier=True),
                self.field(unquote_plus(value), name=unquote_plus(name)),
            )
            for name, _, value in split
        ]

    def url(self, url: str) -> str:
        """Mask an address: its path by looks, its query and its fragment by their names."""
        rest, hash_mark, fragment = url.partition("#")
        path, question_mark, query = rest.partition("?")
        shown = quote(self.text(unquote(path)), safe=_SHOWN, errors="replace")
        return shown + question_mark + self._query(query) + hash_mark + self._query(fragment)

    def _query(self, query: str) -> str:
        if "=" not in query:
            return self.text(query)
        return "&".join(
            f"{quote(name, safe=_SHOWN, errors='replace')}={quote(value, safe=_SHOWN, errors='replace')}"
            for name, value in self.pairs(query)
        )

    def _plain(self, text: str, *, is_identifier: bool) -> str:
        if len(text) < SHORTEST_SHOWN:
            return text
        text = self._without_literals(text)
        text = mask_tokens(text, replace=self._stamp)
        text = self._without_named(text)
        return text if is_identifier else mask_random(text, replace=self._stamp)

    def _without_named(self, text: str) -> str:
        """Mask what follows the name of a secret and `=`, `:` or `=>`."""
        shown: list[str] = []
        end = 0
        for name in _NAME.finditer(text) if "=" in text or ":" in text else ():
            if name.start() < end or not is_secret_name(name[1]):
                continue
            value = _VALUE.match(text, name.end())
            if value is not None:
                mark, secret = value.group(*_VALUE_GROUPS[value.lastindex or 0])
                shown += [text[end : name.end()], mark, self.secret(secret)]
                end = value.end()
        return "".join([*shown, text[end:]])

    def _number(self, value: Any, *, name: str, is_within_secret: bool) -> Any:
        if is_secret_name(name) or (is_within_secret and not is_public_within_secrets(name)):
            return self.secret(str(value))
        # JSON has no number without end, though Python reads and writes one.
        return value if isinstance(value, int) or math.isfinite(value) else str(value)

    def _without_literals(self, text: str) -> str:
        for spelling, secret in self._literals:
            if spelling in text:
                text = text.replace(spelling, self._stamp(secret))
        return text


_LABELS = ("Name", "name", "Key", "key")
_VALUES = frozenset({"value", "stringvalue", "values"})
_SHOWN = "*()/:,@+ "


def _with_spellings(secrets: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Give each secret as it may be written in an address, a page or a document, the longest first."""
    spellings = {
        spelling: secret
        for secret in secrets
        if len(secret) >= SHORTEST_LITERAL
        for spelling in (
            secret,
            quote(secret, safe="", errors="replace"),
            quote(secret, errors="replace"),
            quote_plus(secret, errors="replace"),
            escape(secret),
            json.dumps(secret)[1:-1],
            json.dumps(secret, ensure_ascii=False)[1:-1],
        )
    }
    return tuple(sorted(spellings.items(), key=lambda pair: len(pair[0]), reverse=True))


def _is_public_key(key_document: dict[str, Any], member: str) -> bool:
    return member in {"n", "x", "y"} and "kty" in key_document and "d" not in key_document


def _name_of(document: dict[str, Any], member: str) -> str:
    """Name a member; the value of a pair such as `{"Name": ..., "Value": ...}` is named by the pair."""
    if member.lower() not in _VALUES:
        return member
    labels = [document[label] for label in _LABELS if isinstance(document.get(label), str)]
    return next((label for label in labels if is_secret_name(label)), member)


def _find_document(text: str) -> Any:
    """Give the object or list that a text is as JSON, or None."""
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
