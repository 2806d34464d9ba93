"""The issuers of a running stack: its user pools, its org, its identity pools."""

from typing import TYPE_CHECKING

from isthmus.local.tracing.tokens.issuers import Issuer
from isthmus.local.tracing.tokens.kinds import IDENTITY_ISSUER

if TYPE_CHECKING:
    from isthmus.local.cognito.app import UserPools
    from isthmus.local.cognito.identity.app import IdentityPools
    from isthmus.local.salesforce.app import Org


class StackIssuers:
    """Find them, with the keys that they have at the moment."""

    def __init__(self, *, user_pools: "UserPools", identity_pools: "IdentityPools", org: "Org") -> None:
        self._user_pools = user_pools
        self._identity_pools = identity_pools
        self._org = org

    def find_issuer(self, issuer: str) -> Issuer | None:
        """Give the issuer that says exactly this of itself, None if it is none of this stack."""
        if issuer == IDENTITY_ISSUER:
            known = self._identity_pools.tokens.find_jwks()
            if known is None:
                return None
            return Issuer(name="identity pools", issuer=issuer, jwks=known, has_client=None)
        if (jwks := self._org.find_public_keys(issuer)) is not None:
            return Issuer(
                name="Salesforce org", issuer=issuer, jwks=jwks, has_client=self._org.has_consumer_key
            )
        if (jwks := self._user_pools.find_public_keys(issuer)) is not None:
            return Issuer(
                name=f"user pool {issuer.rpartition('/')[2]}",
                issuer=issuer,
                jwks=jwks,
                has_client=lambda client_id: self._user_pools.has_client(issuer, client_id=client_id),
            )
        return None
