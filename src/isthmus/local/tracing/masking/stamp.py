"""What stands in the place of a secret."""

import hashlib
import hmac
import re

MASK = "***"
LONGEST_GUESSABLE = 19
"""Up to this many characters a secret gets no mark: a short one could be found by trying."""

_MASKED = re.compile(r"\*{3}(?:\([0-9a-f]{4}\))?")


class Stamp:
    """Write `***` for a secret, and behind a long one four digits by which it is known again elsewhere.

    They are of a digest keyed with `key`, which no one else has: they tell that two secrets are the same, and
    nothing else.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def __call__(self, secret: str) -> str:
        """Give what is shown instead."""
        if len(secret) <= LONGEST_GUESSABLE:
            return MASK
        digest = hmac.new(self._key, secret.encode("utf-8", "surrogatepass"), hashlib.sha256)
        return f"{MASK}({digest.hexdigest()[:4]})"


def is_masked(text: str) -> bool:
    """Whether a text is nothing but what a stamp wrote."""
    return _MASKED.fullmatch(text) is not None
