"""Counting what a source does: `TokenCounts`, to be passed as `observe` and read by whoever shows numbers."""

import threading
from collections import Counter

from isthmus.flows.m2m.token_source import TokenEvent


class TokenCounts:
    """Count events. Safe to use from several threads."""

    def __init__(self) -> None:
        self._counter: Counter[TokenEvent] = Counter()
        self._lock = threading.Lock()

    def __call__(self, event: TokenEvent) -> None:
        """Count one event."""
        with self._lock:
            self._counter[event] += 1

    @property
    def served(self) -> int:
        """How many calls got a token."""
        return self._counter[TokenEvent.SERVED]

    @property
    def asked(self) -> int:
        """How many tokens Cognito issued to this source, each of which is on the bill."""
        return self._counter[TokenEvent.ASKED]

    @property
    def failed(self) -> int:
        """How many times Cognito gave none."""
        return self._counter[TokenEvent.FAILED]

    @property
    def shared(self) -> int:
        """How many tokens another process had asked for."""
        return self._counter[TokenEvent.SHARED]

    @property
    def saved(self) -> int:
        """How many calls cost no token."""
        return self.served - self.asked
