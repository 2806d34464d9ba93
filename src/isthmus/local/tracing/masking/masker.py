"""`Masker`: one text, with the name it stands under, to what may be shown of it."""

import json
import math
import re
from base64 import b64encode
from collections.abc import Collection, Iterable
from copy import copy
from html import escape
from typing import Any
from urllib.parse import quote, quote_plus, unquote, unquote_plus

from isthmus.local.tracing.masking.names import (
    is_identifier_name,
    is_public_within_secrets,
    is_secret_field,
    is_secret_name,
    is_value_name,
    names_a_secret,
)
from isthmus.local.tracing.masking.shapes import mask_random, mask_tokens
from isthmus.local.tracing.masking.stamp import MASK, Stamp, is_masked
from isthmus.local.tracing.masking.told import mask_told
from isthmus.secret import Secret

SHORTEST_LITERAL = 6
"""Shorter secrets are masked by their names alone: as texts they would be found in every word."""
SHORTEST_SHOWN = 4
"""Shorter texts are not searched: there is no room in them for a name and a secret."""
MOST_TEXTS_WITHIN_TEXTS = 4
"""Documents written as a text of documents are read so far."""
SHORTEST_BASE64 = 8
DEEPEST = 40
"""Deeper documents are not shown beyond this."""
_ROUNDS = 3
# Such as SALESFORCE_SESSION: masked where a secret belongs, and a plain word everywhere else.
_CONSTANT = re.compile(r"[A-Z]+(?:_[A-Z]+)+")


class Masker:
    """Mask texts of one exchange. What it masks by name it masks in all other places, too.

    `secrets` are masked wherever they stand. Values found by name are added to `found`: a second pass with
    them masks what the first one met before it knew.
    """

    def __init__(self, *, secrets: Collection[Secret], found: Iterable[str], stamp: Stamp) -> None:
        self._stamp = stamp
        self._spellings = _with_spellings(secret.reveal() for secret in secrets)
        self._literals = _longest_first(self._spellings | _with_spellings(found))
        self._texts_within_texts = 0
        self.found: set[str] = set()

    def again(self, *, found: Collection[str]) -> "Masker":
        """Give a masker of the same secrets, which it need not spell anew, that knows `found` besides."""
        other = copy(self)
        other.found = set()
        if found:
            literals = _longest_first(self._spellings | _with_spellings(found))
            other._literals = literals  # noqa: SLF001  a masker of this class
        return other

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
            return self._document_in_text(document)
        masked = self._plain(text, is_identifier=is_identifier)
        decoded = text
        for _ in range(_ROUNDS if "%" in text else 0):
            decoded = unquote(decoded)
            masked_decoded = self._plain(decoded, is_identifier=is_identifier)
            if masked_decoded != decoded:
                masked = masked_decoded
        return masked

    def known(self, text: str) -> str:
        """Mask what is known to be secret; a text that is taken apart needs it before, for marks in it."""
        for spelling, secret in self._literals:
            if spelling in text:
                text = text.replace(spelling, self._stamp(secret))
        return text

    def document(self, value: Any, *, name: str = "", is_within_secret: bool = False, depth: int = 0) -> Any:
        """Mask a JSON value."""
        if depth > DEEPEST:
            return MASK
        match value:
            case dict():
                within = is_within_secret or is_secret_name(name)
                return self._members(value, name=name, is_within_secret=within, depth=depth)
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

    def _members(
        self, members: dict[str, Any], *, name: str, is_within_secret: bool, depth: int
    ) -> dict[str, Any]:
        if name == "Variables":
            # SECURITY: a function's environment is where people put secrets, by any name. Not remembered,
            # for names of tables and regions are there as well.
            return {self.text(key): self._stamp(str(each)) if each else each for key, each in members.items()}
        told = names_a_secret(members)
        return {
            self.text(key): member
            if _is_public_key(members, key)
            else self.document(
                member,
                name=key,
                is_within_secret=is_within_secret or (told and is_value_name(key)),
                depth=depth + 1,
            )
            for key, member in members.items()
        }

    def pairs(self, query: str) -> list[tuple[str, str]]:
        """Take a query or a form apart and mask its fields; names and values are decoded."""
        split = (pair.partition("=") for pair in query.split("&") if pair)
        fields = [(unquote_plus(name), unquote_plus(value)) for name, _, value in split]
        # `Tags.member.1.Key=password&Tags.member.1.Value=...`
        told = {name.rpartition(".")[0] for name, value in fields if names_a_secret({_last(name): value})}
        return [
            (self.text(name), self.secret(value))
            if is_value_name(_last(name)) and name.rpartition(".")[0] in told
            else (self.text(name), self.field(value, name=name))
            for name, value in fields
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

    def _document_in_text(self, document: Any) -> str:
        if self._texts_within_texts == MOST_TEXTS_WITHIN_TEXTS:
            return MASK
        self._texts_within_texts += 1
        try:
            return json.dumps(self.document(document), ensure_ascii=False)
        finally:
            self._texts_within_texts -= 1

    def _plain(self, text: str, *, is_identifier: bool) -> str:
        if len(text) < SHORTEST_SHOWN:
            return text
        text = self.known(text)
        text = mask_tokens(text, replace=self._stamp)
        text = mask_told(text, replace=self.secret)
        return text if is_identifier else mask_random(text, replace=self._stamp)

    def _number(self, value: Any, *, name: str, is_within_secret: bool) -> Any:
        if is_secret_name(name) or (is_within_secret and not is_public_within_secrets(name)):
            return self.secret(str(value))
        # JSON has no number without end, though Python reads and writes one.
        return value if isinstance(value, int) or math.isfinite(value) else str(value)


_SHOWN = "*()/:,@+ "


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _longest_first(spellings: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(spellings.items(), key=lambda pair: len(pair[0]), reverse=True))


def _with_spellings(secrets: Iterable[str]) -> dict[str, str]:
    """Give by each way in which it may be written in an address, a page or a document, the secret."""
    return {
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
            *_in_base64(secret),
        )
    }


def _is_public_key(key_document: dict[str, Any], member: str) -> bool:
    return member in {"n", "x", "y"} and "kty" in key_document and "d" not in key_document


def _in_base64(secret: str) -> list[str]:
    """Give what of a secret is the same in Base64 whatever stands before and after it."""
    content = secret.encode("utf-8", "surrogatepass")
    cores = [b64encode(bytes(skipped) + content)[(0, 2, 3)[skipped] :] for skipped in range(3)]
    plain = [
        core.decode().rstrip("=")[: None if (len(content) + skipped) % 3 == 0 else -1]
        for skipped, core in enumerate(cores)
    ]
    both = [*plain, *(core.replace("+", "-").replace("/", "_") for core in plain)]
    return [core for core in both if len(core) >= SHORTEST_BASE64]


def _find_document(text: str) -> Any:
    """Give the object or list that a text is as JSON, or None."""
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
