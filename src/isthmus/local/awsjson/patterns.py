r"""AWS's regular expressions, which are Java's, run by Python's `re`.

Python's `re` has no `\p{L}`. Instead of tables of a million characters, each non-ASCII character of the value
is replaced by one private-use stand-in for its Unicode category, and `\p{L}` by the ASCII letters and that
stand-in.
"""

import functools
import re
import unicodedata

_STAND_INS = {category: chr(0xE000 + index) for index, category in enumerate("LMNPSZC")}
_ASCII = {
    category: "".join(
        re.escape(chr(code)) for code in range(128) if unicodedata.category(chr(code))[0] == category
    )
    for category in _STAND_INS
}


@functools.cache
def compile_pattern(java_pattern: str) -> re.Pattern[str]:
    r"""Translate a pattern; match it with `is_match` only. `\w` and `\s` are ASCII, as in Java."""
    translated = re.sub(r"\\p\{([A-Z])\}", lambda match: _class_of(match.group(1)), java_pattern)
    return re.compile(translated, re.ASCII)


def is_match(java_pattern: str, value: str) -> bool:
    """Tell whether the whole value matches: AWS never searches within it."""
    return compile_pattern(java_pattern).fullmatch(_abstract(value)) is not None


def _class_of(category: str) -> str:
    return _ASCII[category] + _STAND_INS[category]


def _abstract(value: str) -> str:
    if value.isascii():
        return value
    return "".join(
        character if character.isascii() else _STAND_INS[unicodedata.category(character)[0]]
        for character in value
    )
