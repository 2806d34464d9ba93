"""A user of a pool."""

from collections.abc import Mapping
from dataclasses import dataclass

from isthmus.local.cognito.srp import SrpVerifier

UNCONFIRMED = "UNCONFIRMED"
CONFIRMED = "CONFIRMED"
RESET_REQUIRED = "RESET_REQUIRED"
EXTERNAL_PROVIDER = "EXTERNAL_PROVIDER"
FORCE_CHANGE_PASSWORD = "FORCE_CHANGE_PASSWORD"  # noqa: S105  a status


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """One user. `attributes` are those of the schema without `sub`.

    `epoch` grows with each password, disabling and global sign-out: what was pending before gets no tokens.
    """

    id: int
    pool_id: str
    username: str
    sub: str
    status: str
    is_enabled: bool
    password: str | None
    password_expires_at: float | None
    srp_salt: str | None
    srp_verifier: bytes | None
    failed_attempts: int
    locked_until: float
    created_at: float
    modified_at: float
    epoch: int
    attributes: Mapping[str, str]

    def all_attributes(self) -> dict[str, str]:
        """Give the attributes with `sub`, as AWS lists them."""
        return {"sub": self.sub, **self.attributes}

    def trigger_attributes(self) -> dict[str, str]:
        """Give the attributes as trigger events carry them."""
        return {"sub": self.sub, "cognito:user_status": self.status, **self.attributes}


@dataclass(frozen=True, slots=True, kw_only=True)
class Password:
    """What is kept of a password; `expires_at` is set for a temporary one."""

    hashed: str | None
    verifier: SrpVerifier | None
    expires_at: float | None
