"""No secret of the stack in what a run tells: what is known is masked by its value, tokens by their form.

Stories tell none by themselves; the words of an error are those of whoever was asked.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from isthmus.local.demo.telling import MASK

_SECRET_NAMES = frozenset({"client_secret", "password", "secret_access_key", "session_id"})
# A JWT, and a session id of Salesforce.
_TOKEN = re.compile(r"eyJ[\w-]+\.[\w.-]+|00D\w{9,15}![\w.]+", re.ASCII)
LONGEST = 600


class Concealing:
    """Mask texts."""

    def __init__(self, ready: Mapping[str, Any]) -> None:
        """Know the secrets of a ready document."""
        # NOTE: the longest first, where one begins with another.
        self._secrets = sorted(set(_secrets_in(ready)), key=len, reverse=True)

    def mask(self, text: str) -> str:
        """Give the text without secrets, at most 600 characters of it."""
        for secret in self._secrets:
            text = text.replace(secret, MASK)
        text = _TOKEN.sub(MASK, text)
        return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _secrets_in(value: Any, *, name: str = "") -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _secrets_in(inner, name=key)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _secrets_in(inner, name=name)
    elif isinstance(value, str) and value and name in _SECRET_NAMES:
        yield value
