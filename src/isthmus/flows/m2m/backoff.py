"""How long to leave an endpoint alone that fails: pauses that double, with jitter, so that not all return.

https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/
"""

import random

from isthmus.clock import Clock
from isthmus.errors import UnavailableError

_FIRST_PAUSE_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 60.0


class Backoff:
    """Count failures in a row and say when to try again. Its caller sees to it that one thread calls."""

    def __init__(self, *, clock: Clock) -> None:
        self._clock = clock
        self._failures = 0
        self._try_at = float("-inf")

    def check(self) -> None:
        """Raise `UnavailableError` while the pause lasts."""
        if self.is_pausing():
            raise UnavailableError("the token endpoint failed a moment ago and is left alone for a while")

    def is_pausing(self) -> bool:
        """Whether the pause lasts. A clock that was set back ends it."""
        return 0 < self._try_at - self._clock.now() <= _LONGEST_PAUSE_SECONDS

    def fail(self) -> None:
        """Pause for between a half and the whole of a time that doubles with each failure, up to 60 s."""
        longest = min(_LONGEST_PAUSE_SECONDS, _FIRST_PAUSE_SECONDS * 2**self._failures)
        self._failures = min(self._failures + 1, 16)
        self._try_at = self._clock.now() + longest * random.uniform(0.5, 1)  # noqa: S311  spreads load, no secret

    def succeed(self) -> None:
        """Forget the failures."""
        self._failures = 0
        self._try_at = float("-inf")
