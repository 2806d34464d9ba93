"""Salesforce record ids: `OrgId` and `UserId`, always in their 18-character form.

The 15-character form tells ids apart by upper and lower case alone. The 18-character form appends three
characters, each telling which of five are upper-case, so that it stays unique where case is lost
(a1force.blogspot.com/2011/11/record-id.html quotes Salesforce's description).
"""

import re
from typing import Self

from isthmus.errors import MalformedError

_FIFTEEN = 15
_FORM = re.compile(r"[A-Za-z0-9]{15}(?:[A-Z0-5]{3})?", re.ASCII)
_SUFFIX_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


class OrgId(str):
    """The id of an organization (`00D…`), 18 characters."""

    __slots__ = ()

    @classmethod
    def parse(cls, unverified_text: str) -> Self:
        """Take 15 or 18 characters; raise `MalformedError` for anything else and for a wrong suffix."""
        return cls(_normalise(unverified_text, prefix="00D", what="an organization id"))


class UserId(str):
    """The id of a user (`005…`), 18 characters."""

    __slots__ = ()

    @classmethod
    def parse(cls, unverified_text: str) -> Self:
        """Take 15 or 18 characters; raise `MalformedError` for anything else and for a wrong suffix."""
        return cls(_normalise(unverified_text, prefix="005", what="a user id"))


def _normalise(unverified_text: str, *, prefix: str, what: str) -> str:
    if not _FORM.fullmatch(unverified_text) or not unverified_text.startswith(prefix):
        raise MalformedError(f"not {what}: {prefix} and 12 or 15 characters more")
    short, suffix = unverified_text[:_FIFTEEN], unverified_text[_FIFTEEN:]
    expected = _suffix_of(short)
    if suffix and suffix != expected:
        raise MalformedError(f"not {what}: the last three characters contradict the rest")
    return short + expected


def _suffix_of(short: str) -> str:
    groups = (short[start : start + 5] for start in range(0, _FIFTEEN, 5))
    return "".join(_SUFFIX_ALPHABET[_upper_case_bits(group)] for group in groups)


def _upper_case_bits(group: str) -> int:
    return sum(1 << place for place, character in enumerate(group) if character.isupper())
