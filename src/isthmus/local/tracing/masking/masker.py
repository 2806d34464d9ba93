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
DEEPEST = 40
"""Deeper documents are not shown beyond this."""
_ROUNDS = 3
_PAIR = re.compile(
    r"(?<![A-Za-z0-9_])([A-Za-z][A-Za-z0-9_.\-]*)(\\*[\"']?\s*(?:=>|[=:])\s*)"
    r"(\\*\"[^\"]*\"?|\\*'[^']*'?|[^\s\"'&,;<>]+)"
)
# Such as SALESFORCE_SESSION: masked where a secret belongs, and a plain word everywhere else.
_CONSTANT = re.compile(r"[A-Z]+(?:_[A-Z]+)+")
_QUOTED = re.compile(r"(\\*[\"'])(.*?)(\\*[\"']?)", re.DOTALL)


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
                is_key = "kty" in value
                return {
                    self.text(key, is_identifier=True): member
                    if is_key and key in {"n", "x", "y"}
                    else self.document(member, name=key, is_within_secret=within, depth=depth + 1)
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
        text = self._without_literals(text)
        text = mask_tokens(text, replace=self._stamp)
        text = _PAIR.sub(self._pair, text)
        return text if is_identifier else mask_random(text, replace=self._stamp)

    def _pair(self, found: re.Match[str]) -> str:
        if not is_secret_name(found[1]):
            # The value may be a pair again: `url=https://host/?code=...`.
            return found[1] + found[2] + _PAIR.sub(self._pair, found[3])
        return found[1] + found[2] + self._quoted(found[3])

    def _quoted(self, text: str) -> str:
        quoted = _QUOTED.fullmatch(text)
        return quoted[1] + self.secret(quoted[2]) + quoted[3] if quoted else self.secret(text)

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


def _find_document(text: str) -> Any:
    """Give the object or list that a text is as JSON, or None."""
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
