"""Tokens seen before, so that verifying one twice costs no second signature check.

What is remembered rests on the key: it counts only while the key source still gives the very key that
verified it. Whoever remembers checks anew what time can change. A token is known by its SHA-256 digest, so
that the memory holds none.
"""

import hashlib
import threading
from collections import OrderedDict
from typing import Generic, TypeVar

from isthmus.jose.keys import KeySource, VerificationKey

T = TypeVar("T")


def digest_token(unverified_token: str) -> bytes:
    """Name a token without holding it: by its SHA-256, so that no other text has the same name.

    SECURITY: a hit stands for a signature check, so nothing weaker will do, such as Python's 64-bit hash.
    """
    return hashlib.sha256(unverified_token.encode("utf-8", "surrogatepass")).digest()


class RememberedTokens(Generic[T]):
    """Remember what verified tokens were, at most `capacity` of them; the oldest is forgotten first.

    Only tokens that were verified get in, so that nobody but the issuer can fill it.
    """

    def __init__(self, *, keys: KeySource, capacity: int) -> None:
        self._keys = keys
        self._capacity = capacity
        self._entries: OrderedDict[bytes, tuple[VerificationKey, T]] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, digest: bytes) -> T | None:
        """Give what was remembered, if its key is trusted still."""
        entry = self._entries.get(digest)
        if entry is None:
            return None
        key, value = entry
        return value if self._keys.find_key(key.kid) is key else None

    def remember(self, digest: bytes, *, key: VerificationKey, value: T) -> None:
        """Remember a token that has been verified by `key`."""
        if self._capacity == 0:
            return
        with self._lock:
            while len(self._entries) >= self._capacity:
                self._entries.popitem(last=False)
            self._entries[digest] = (key, value)
