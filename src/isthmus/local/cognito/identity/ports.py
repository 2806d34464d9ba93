"""What identity pools need of the rest of AWS: user pools, IAM's OIDC providers, and STS."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from isthmus.errors import IsthmusError
from isthmus.local.openid import OpenIdProvider
from isthmus.secret import Secret

FindUserPoolKeys = Callable[[str], Mapping[str, Any] | None]
"""Give the JWKS of a user pool by its issuer, None if there is no such pool."""

IsSignedIn = Callable[[str, Mapping[str, Any]], bool]
"""Tell whether the sign-in still holds that an ID token is of: the user pool's issuer, verified claims."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """Temporary credentials of a role."""

    access_key_id: str
    secret_access_key: Secret
    session_token: Secret
    expires_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolIdentity:
    """An identity as a role's trust policy sees it: `amr` says how it was authenticated.

    `tags` are the session tags that it brings.
    """

    pool_id: str
    identity_id: str
    amr: tuple[str, ...]
    tags: Mapping[str, str]


class RoleRefusedError(IsthmusError):
    """STS did not give the role's credentials; the text says why, for the log."""

    code = "role_refused"


class Providers(Protocol):
    """IAM's OIDC providers."""

    async def find_provider(self, arn: str) -> OpenIdProvider | None:
        """Give the provider, None if the account has none with this ARN; raise UnavailableError."""
        ...


class Roles(Protocol):
    """STS on behalf of an identity pool."""

    async def assume_role(
        self, role_arn: str, *, identity: PoolIdentity, session_policy: Mapping[str, Any]
    ) -> Credentials:
        """Give the role's credentials, raise RoleRefusedError or UnavailableError."""
        ...
