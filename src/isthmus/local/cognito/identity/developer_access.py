"""May this developer's token speak for this identity? A token of GetOpenIdTokenForDeveloperIdentity.

Source: Cognito Developer Guide, "Developer-authenticated identities".
"""

from collections.abc import Mapping

from isthmus.local.cognito.identity.access import AUTHENTICATED
from isthmus.local.cognito.identity.errors import (
    invalid_login,
    logins_do_not_match,
    no_public_provider,
    unsupported_provider,
)
from isthmus.local.cognito.identity.identities import Identities, Identity
from isthmus.local.cognito.identity.logins import worded
from isthmus.local.cognito.identity.pools import IdentityPool
from isthmus.local.cognito.identity.ports import PoolIdentity
from isthmus.local.cognito.identity.session_tags import SessionTagError, read_session_tags
from isthmus.local.cognito.identity.tokens import ISSUER_HOST, IdentityTokens
from isthmus.local.openid import OpenIdClaims, OpenIdError, parse_token


def developer_methods(pool: IdentityPool, user: str) -> tuple[str, str, str]:
    """Give how a developer's user was authenticated, as AWS's tokens say it in `amr`."""
    provider = str(pool.developer_provider)
    return (AUTHENTICATED, provider, f"{_marker(pool)}{user}")


class DeveloperAccess:
    """Decide it."""

    def __init__(self, *, tokens: IdentityTokens, identities: Identities) -> None:
        self._tokens = tokens
        self._identities = identities

    async def verify_access(
        self, identity: Identity, unverified_logins: Mapping[str, str], *, pool: IdentityPool
    ) -> PoolIdentity:
        """Give the identity with what its token carries, or raise AWS's error."""
        if len(unverified_logins) != 1:
            raise no_public_provider()
        try:
            token = parse_token(unverified_logins[ISSUER_HOST])
            claims = await self._tokens.verify_token(token)
            tags = read_session_tags(claims.claims)
        except OpenIdError as error:
            raise worded(error) from error
        except SessionTagError as error:
            raise invalid_login("The principal tags are not valid.") from error
        self._check_owner(claims, identity=identity, pool=pool)
        return PoolIdentity(
            pool_id=pool.id, identity_id=identity.id, amr=tuple(claims.claims["amr"]), tags=tags
        )

    def _check_owner(self, claims: OpenIdClaims, *, identity: Identity, pool: IdentityPool) -> None:
        """Raise unless the token is of this identity, and of a user whom the identity still has.

        SECURITY: a token of GetOpenIdToken names no developer's user. It is for STS alone: here it would
        lead past role mappings that were set after it was made.
        """
        if claims.audience != pool.id or claims.subject != identity.id:
            raise logins_do_not_match()
        users = [
            method.removeprefix(_marker(pool))
            for method in claims.claims["amr"]
            if method.startswith(_marker(pool))
        ]
        if pool.developer_provider is None or not users:
            raise unsupported_provider()
        if any(self._identities.find_developer_owner(pool.id, user) != identity.id for user in users):
            raise logins_do_not_match()


def _marker(pool: IdentityPool) -> str:
    return f"{pool.developer_provider}:{pool.id}:"
