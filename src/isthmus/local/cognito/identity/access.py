"""May this request speak for this identity? The rule that three operations share.

An identity with logins is spoken for by a token of one of them; tokens nobody has yet are linked to it then.
A guest's identity is spoken for by its id alone, where the pool allows guests.
"""

from collections.abc import Mapping

from isthmus.local.cognito.identity.errors import guests_not_allowed, logins_do_not_match, not_authorized
from isthmus.local.cognito.identity.identities import Identities, Identity, Login
from isthmus.local.cognito.identity.logins import Logins
from isthmus.local.cognito.identity.pools import IdentityPool
from isthmus.local.cognito.identity.ports import PoolIdentity


class Access:
    """Decide it."""

    def __init__(self, identities: Identities, logins: Logins) -> None:
        self._identities = identities
        self._logins = logins

    async def verify_access(
        self, identity: Identity, unverified_logins: Mapping[str, str], *, pool: IdentityPool
    ) -> PoolIdentity:
        """Give the identity as it was authenticated, or raise AWS's error."""
        # (1) Who do the tokens say it is?
        verified = await self._logins.verify_logins(unverified_logins, pool=pool)
        if not verified:
            return self._as_guest(identity, pool=pool)

        # (2) Is one of them this identity's? Or is it a guest that signs in for the first time?
        # SECURITY: read again, for while the tokens were verified somebody else may have signed in.
        identity = self._identities.get(identity.id)
        owners = {login: self._identities.find_owner(pool.id, login) for login in verified}
        is_known = identity.id in owners.values()
        is_first_sign_in = not identity.providers and not any(owners.values())
        if not (is_known or is_first_sign_in):
            raise logins_do_not_match()

        # (3) Those that nobody has belong to it from here on; those of another identity are a conflict.
        unlinked = [login for login, owner in owners.items() if owner != identity.id]
        if unlinked:
            self._identities.link(identity, logins=unlinked)
        return PoolIdentity(pool_id=pool.id, identity_id=identity.id, amr=_authenticated(verified))

    def _as_guest(self, identity: Identity, *, pool: IdentityPool) -> PoolIdentity:
        if identity.providers:
            raise not_authorized(f"Access to Identity '{identity.id}' is forbidden.")
        if not pool.allows_guests:
            raise guests_not_allowed()
        return PoolIdentity(pool_id=pool.id, identity_id=identity.id, amr=("unauthenticated",))


def _authenticated(logins: tuple[Login, ...]) -> tuple[str, ...]:
    return ("authenticated", *(login.provider for login in logins))
