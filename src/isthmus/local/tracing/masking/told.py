"""What a text tells as name and value: `password: two words`, `"token":"…"`, `put('secret', '…')`.

Read by hand, in one pass: a text of strangers must not cost more than its length, nor be nested too deep.
"""

import re
from collections.abc import Callable

from isthmus.local.tracing.masking.names import is_secret_name

# Possessive: a name that nothing follows is tried once, not from each of its letters.
_NAME = re.compile(r"(?<![A-Za-z0-9_.\-])[A-Za-z0-9_.\-]++")
_SAYS = re.compile(r"\\*+[\"']?\s*+(?:=>|=|:)\s*+|(?<=[A-Za-z0-9])\\*+[\"']\s*+,\s*+(?=\\*+[\"'])")
_OPENING = re.compile(r"(\\*+)([\"'])")
_UP_TO_BLANK = re.compile(r"[^\s&]+")
_LINE = re.compile(r"[^\r\n]+")
_ONLY_MARKS = re.compile(r"[ \t>*#\"'\-]*")


def mask_told(text: str, *, replace: Callable[[str], str]) -> str:
    """Replace what stands behind the name of a secret. SECURITY: of several ends, the last one counts."""
    shown: list[str] = []
    position = end = 0
    while name := _NAME.search(text, position):
        position = name.end()
        says = _SAYS.match(text, position)
        if says is None or not is_secret_name(name[0]):
            continue
        start, position = _find_value(text, says=says, name_at=name.start())
        shown += text[end:start], replace(text[start:position])
        end = position
    return "".join([*shown, text[end:]])


def _find_value(text: str, *, says: "re.Match[str]", name_at: int) -> tuple[int, int]:
    start = says.end()
    opening = _OPENING.match(text, start)
    if opening is not None:
        return opening.end(), _find_closing(text, opening)
    line_at = max(text.rfind("\n", 0, name_at), text.rfind("\r", 0, name_at)) + 1
    is_whole_line = ":" in says[0] and _ONLY_MARKS.fullmatch(text, line_at, name_at) is not None
    pattern = _LINE if is_whole_line or text[start : start + 1] in {"{", "[", "("} else _UP_TO_BLANK
    found = pattern.match(text, start)
    return start, found.end() if found else start


def _find_closing(text: str, opening: "re.Match[str]") -> int:
    """Find where a quotation ends: at its mark behind as many backslashes; doubled, it is a part of it."""
    level, mark = len(opening[1]), opening[2]
    position = opening.end()
    while (at := text.find(mark, position)) >= 0:
        backslashes = _count_backslashes(text, before=at, after=opening.end())
        is_end = backslashes % 2 == 0 if level == 0 else backslashes == level
        if not is_end:
            position = at + 1
        elif level == 0 and at > opening.end() and text[at + 1 : at + 2] == mark:
            position = at + 2
        else:
            return at - level
    return len(text)


def _count_backslashes(text: str, *, before: int, after: int) -> int:
    at = before
    while at > after and text[at - 1] == "\\":
        at -= 1
    return before - at
