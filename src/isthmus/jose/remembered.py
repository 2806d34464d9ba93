"""Tokens seen before, so that verifying one twice costs no second signature check.

What is remembered rests on the key: it counts only while the key source still gives the very key that
verified it. Whoever remembers checks anew what time can change. A token is known by its SHA-256 digest, so
that the memory holds none.
"""

import hashlib
import threading
from collections import OrderedDict
from typing import Generic, NamedTuple, TypeVar

from isthmus.jose.keys import KeySource, VerificationKey

T = TypeVar("T")


class RememberedTokens(Generic[T]):
    """Remember what verified tokens were, at most `capacity` of them; the oldest is forgotten first.

    Only tokens that were verified get in, so that nobody but the issuer can fill it.
    """

    def __init__(self, *, keys: KeySource, capacity: int) -> None:
        self._keys = keys
        self._capacity = capacity
        self._entries: OrderedDict[bytes, _Entry[T]] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, unverified_token: str) -> T | None:
        """Give what was remembered, if its key is trusted still."""
        entry = self._entries.get(_digest(unverified_token))
        if entry is None or self._keys.find_key(entry.key.kid) is not entry.key:
            return None
        return entry.value

    def find_kid(self, unverified_token: str) -> str | None:
        """Give the name of the key of a remembered token."""
        entry = self._entries.get(_digest(unverified_token))
        return None if entry is None else entry.key.kid

    def remember(self, verified_token: str, *, key: VerificationKey, value: T) -> None:
        """Remember a token that has been verified by `key`."""
        if self._capacity == 0:
            return
        with self._lock:
            while len(self._entries) >= self._capacity:
                self._entries.popitem(last=False)
            self._entries[_digest(verified_token)] = _Entry(key, value)


class _Entry(NamedTuple, Generic[T]):
    key: VerificationKey
    value: T


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
