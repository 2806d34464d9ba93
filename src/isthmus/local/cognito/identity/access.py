"""May this request speak for this identity? The rule that three operations share.

An identity with logins is spoken for by a token of one of them; tokens nobody has yet are linked to it then.
A guest's identity is spoken for by its id alone, where the pool allows guests.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from isthmus.local.cognito.identity.errors import (
    guests_not_allowed,
    identity_forbidden,
    logins_do_not_match,
)
from isthmus.local.cognito.identity.identities import Identities, Identity
from isthmus.local.cognito.identity.logins import Logins, VerifiedLogin
from isthmus.local.cognito.identity.pools import IdentityPool

AUTHENTICATED = "authenticated"
GUEST = "unauthenticated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Authenticated:
    """An identity that the request speaks for, and the logins that did; a guest has none."""

    pool_id: str
    identity_id: str
    logins: tuple[VerifiedLogin, ...]

    @property
    def kind(self) -> str:
        """Give which of the pool's roles is for it."""
        return AUTHENTICATED if self.logins else GUEST

    @property
    def amr(self) -> tuple[str, ...]:
        """Give how it was authenticated, as trust policies see it."""
        return (self.kind, *(login.login.provider for login in self.logins))


class Access:
    """Decide it."""

    def __init__(self, identities: Identities, logins: Logins) -> None:
        self._identities = identities
        self._logins = logins

    async def verify_access(
        self, identity: Identity, unverified_logins: Mapping[str, str], *, pool: IdentityPool
    ) -> Authenticated:
        """Give the identity as it was authenticated, or raise AWS's error."""
        # (1) Who do the tokens say it is?
        verified = await self._logins.verify_logins(unverified_logins, pool=pool)
        if not verified:
            _check_guest(identity, pool=pool)
            return Authenticated(pool_id=pool.id, identity_id=identity.id, logins=())

        # (2) Is one of them this identity's? Or is it a guest that signs in for the first time?
        # SECURITY: read again, for while the tokens were verified somebody else may have signed in.
        identity = self._identities.get(identity.id)
        owners = {each.login: self._identities.find_owner(pool.id, each.login) for each in verified}
        is_known = identity.id in owners.values()
        is_first_sign_in = identity.is_guest and not any(owners.values())
        if not (is_known or is_first_sign_in):
            raise logins_do_not_match()

        # (3) Those that nobody has belong to it from here on; those of another identity are a conflict.
        unlinked = [login for login, owner in owners.items() if owner != identity.id]
        if unlinked:
            self._identities.link(identity, logins=unlinked, developer_users=())
        return Authenticated(pool_id=pool.id, identity_id=identity.id, logins=verified)


def _check_guest(identity: Identity, *, pool: IdentityPool) -> None:
    if not identity.is_guest:
        raise identity_forbidden(identity.id)
    if not pool.allows_guests:
        raise guests_not_allowed()
