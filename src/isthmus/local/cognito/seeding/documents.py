"""What a seed says of pools. Requests in it are AWS's own, without the ids that stand around them.

`where` says where in which file a thing stands, for errors.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from isthmus.errors import ConfigurationError
from isthmus.secret import Secret

Request = Mapping[str, Any]


class SeedError(ConfigurationError):
    """A seed says something that can't be, or that contradicts what the data directory has."""

    code = "seed"

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where}: {why}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SeededRequest:
    """One request of the API, such as CreateGroup's without UserPoolId."""

    where: str
    request: Request


@dataclass(frozen=True, slots=True, kw_only=True)
class SeededClient:
    """An app client. `settings` is CreateUserPoolClient's request; at most two secrets, the oldest first."""

    where: str
    id: str
    secrets: tuple[Secret, ...]
    settings: Request


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordDigest:
    """What is kept of a password: from an export. `expires_at` (epoch seconds) is set for a temporary one."""

    scrypt: Secret
    srp_salt: str | None
    srp_verifier: Secret | None
    expires_at: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeededUser:
    """A user. One password at most; without a status, it is the one that the password brings."""

    where: str
    username: str
    sub: str
    status: str | None
    is_enabled: bool
    attributes: Mapping[str, str]
    groups: tuple[str, ...]
    password: Secret | None = None
    temporary_password: Secret | None = None
    password_digest: PasswordDigest | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeededPool:
    """A user pool. `settings` is CreateUserPool's request, `mfa` SetUserPoolMfaConfig's."""

    where: str
    id: str
    settings: Request
    mfa: SeededRequest | None = None
    domains: tuple[SeededRequest, ...] = ()
    resource_servers: tuple[SeededRequest, ...] = ()
    clients: tuple[SeededClient, ...] = ()
    groups: tuple[SeededRequest, ...] = ()
    users: tuple[SeededUser, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeededIdentityPool:
    """An identity pool. `settings` is CreateIdentityPool's request, `roles` SetIdentityPoolRoles's."""

    where: str
    id: str
    settings: Request
    roles: Request
