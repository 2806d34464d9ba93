"""Whom a story of the demo is told to, hop by hop: never a secret."""

import base64
import json
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol

from isthmus.errors import IsthmusError

MASK = "***"


class HopFailedError(IsthmusError):
    """A hop of a story did not do what it should."""

    code = "hop_failed"


class Teller(Protocol):
    """Hear a story."""

    def hop(self, title: str) -> AbstractContextManager[None]:
        """Number a hop; whatever goes wrong inside is a HopFailedError that names it."""
        ...

    def tell(self, name: str, value: object) -> None:
        """Add a detail to the hop."""
        ...


def tell_claims(teller: Teller, name: str, token: str) -> None:
    """Tell a token's decoded claims; the token itself is not told."""
    for detail, value in _claims_of(name, token):
        teller.tell(detail, value)


def failure(error: Exception, *, flow: str, number: int, title: str) -> HopFailedError:
    """Say which hop an error is of."""
    return HopFailedError(f"{flow}, hop {number} ({title}) failed: {words_of(error)}")


def words_of(error: Exception) -> str:
    """Give an error's words, after its name unless it is one of ours."""
    return str(error) if isinstance(error, IsthmusError) else f"{type(error).__name__}: {error}"


def require(condition: object, reason: str) -> None:
    """Fail the hop unless `condition` holds."""
    if not condition:
        raise HopFailedError(reason)


def _claims_of(name: str, token: str) -> Iterator[tuple[str, object]]:
    header, claims = _decoded(token, part=0), _decoded(token, part=1)
    yield name, f"{header['alg']}, key {header['kid']}, signature {MASK}"
    for claim, value in claims.items():
        yield f"  {claim}", value if isinstance(value, str | int) else json.dumps(value)


def _decoded(token: str, *, part: int) -> Mapping[str, Any]:
    text = token.split(".")[part]
    decoded: Mapping[str, Any] = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return decoded
