"""A secret that masks itself: it shows only where `reveal()` is written."""

import hashlib
import hmac


class Secret:
    """Hold a secret text. `str()`, `repr()`, formatting and pickling never show it.

    `reveal()` belongs at the wire, in the expression that sends the value; `matches()` compares in
    constant time and hides the length, too.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Give the secret itself."""
        return self._value

    def matches(self, unverified_value: str) -> bool:
        """Compare in constant time, whatever the length of either side."""
        return hmac.compare_digest(_digest(self._value), _digest(unverified_value))

    def __repr__(self) -> str:
        return "Secret(***)"

    def __str__(self) -> str:
        return "***"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self.matches(other.reveal())

    def __hash__(self) -> int:
        return hash(_digest(self._value))

    def __reduce__(self) -> str:
        msg = "a Secret is not pickled"
        raise TypeError(msg)


def _digest(value: str) -> bytes:
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).digest()
