"""Whose tokens the stack can check: issuers with their keys, as a port."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """An issuer of this stack. `has_client` says to whom it issues; None where that is not known."""

    name: str
    """For people, such as `user pool us-east-1_Sample001`."""
    issuer: str
    jwks: Mapping[str, Any]
    has_client: Callable[[str], bool] | None


class Issuers(Protocol):
    """Find issuers."""

    def find_issuer(self, issuer: str) -> Issuer | None:
        """Give the issuer that says exactly this of itself, None if it is none of this stack."""
        ...
