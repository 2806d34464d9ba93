"""A JSON document that was cut off, up to the last member that is whole."""

import json
import re
from typing import Any

DEEPEST = 100
"""Deeper documents are cut off there: who sends them wants this to take its time."""
_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*"?|[{}\[\],]', re.DOTALL)
_WHOLE_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_OPENERS = {"{": "}", "[": "]"}


def parse_cut_json(text: str) -> Any:
    """Give what is whole of a document; raise ValueError if nothing is.

    SECURITY: half a secret is a secret, and the name of half a member may be another one: both are left out.
    """
    closers: list[str] = []
    whole: tuple[int, str] | None = None
    # Texts are passed over in one piece; one without its end is not matched, and what follows is no JSON.
    for token in _TOKENS.finditer(text):
        character = token[0]
        if character in _OPENERS:
            closers.append(_OPENERS[character])
            if len(closers) > DEEPEST:
                break
        elif character in "]}" and closers:
            closers.pop()
        elif character.startswith('"'):
            if not _WHOLE_TEXT.fullmatch(character):
                break
            continue
        end = token.start() if character == "," else token.end()
        whole = end, "".join(reversed(closers))
    if whole is None:
        raise ValueError("nothing of it is whole")
    end, closing = whole
    return json.loads(text[:end] + closing)
