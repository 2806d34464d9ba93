"""Session tags in a web identity token, as STS reads them.

Source: IAM User Guide, "Passing session tags in AWS STS" (AssumeRoleWithWebIdentity); STS API Reference, Tag.
"""

import unicodedata
from collections.abc import Mapping
from typing import Any

from isthmus.errors import IsthmusError

CLAIM = "https://aws.amazon.com/tags"
MOST_TAGS = 50
LONGEST_KEY, LONGEST_VALUE = 128, 256
PUNCTUATION = frozenset("_.:/=+-@")
LETTERS_SPACES_NUMBERS = frozenset("LZN")


class SessionTagError(IsthmusError):
    """STS would not take these tags."""

    code = "session_tag"


def write_session_tags(tags: Mapping[str, str]) -> dict[str, Any]:
    """Give the claim that carries the tags; nothing if there are none."""
    return {CLAIM: {"principal_tags": {key: [value] for key, value in tags.items()}}} if tags else {}


def read_session_tags(claims: Mapping[str, Any]) -> dict[str, str]:
    """Give the tags that a verified token carries, or raise SessionTagError.

    Tags in any form that is not understood are refused: a session without them might be allowed more.
    """
    if any(name.startswith(f"{CLAIM}/") for name in claims):
        raise SessionTagError("tags as claims of their own")
    carried = claims.get(CLAIM, {})
    if not isinstance(carried, dict) or not carried.keys() <= {"principal_tags"}:
        raise SessionTagError("transitive tags, or no tags at all")
    listed = carried.get("principal_tags", {})
    if not isinstance(listed, dict):
        raise SessionTagError("the tags are no object")
    tags = {key: _only_value(value) for key, value in listed.items()}
    check_session_tags(tags)
    return tags


def check_session_tags(tags: Mapping[str, str]) -> None:
    """Raise SessionTagError unless STS takes the tags. SECURITY: its alphabet has no `*`, `?` or `$`."""
    if len(tags) > MOST_TAGS or len({key.lower() for key in tags}) != len(tags):
        raise SessionTagError("too many tags, or two that differ by case alone")
    for key, value in tags.items():
        if not 0 < len(key) <= LONGEST_KEY or key.lower().startswith("aws:") or not _is_plain(key):
            raise SessionTagError("no key for a tag")
        if len(value) > LONGEST_VALUE or not _is_plain(value):
            raise SessionTagError("no value for a tag")


def _only_value(value: Any) -> str:
    only = value[0] if isinstance(value, list) and len(value) == 1 else value
    if not isinstance(only, str):
        raise SessionTagError("a tag has one text")
    return only


def _is_plain(text: str) -> bool:
    return all(
        character in PUNCTUATION or unicodedata.category(character)[0] in LETTERS_SPACES_NUMBERS
        for character in text
    )
