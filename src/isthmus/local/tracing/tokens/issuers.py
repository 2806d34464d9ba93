"""Whose tokens the stack can check: issuers with their keys, as a port."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """An issuer of this stack. `client_ids` are those that it issues to; None where it is not known which."""

    name: str
    """For people, such as `user pool us-east-1_Sample001`."""
    issuer: str
    jwks: Mapping[str, Any]
    client_ids: Collection[str] | None


class Issuers(Protocol):
    """Find issuers."""

    def find_issuer(self, issuer: str) -> Issuer | None:
        """Give the issuer that says exactly this of itself, None if it is none of this stack."""
        ...


class NoIssuers:
    """Know none: nothing can be checked."""

    def find_issuer(self, issuer: str) -> Issuer | None:  # noqa: ARG002  the port asks by name
        """Never."""
        return None
