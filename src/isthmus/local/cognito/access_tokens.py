"""An access token that comes back to Cognito: whose it is, or why not. Revocation counts here at once."""

from dataclasses import dataclass
from typing import Any

from isthmus.clock import Clock
from isthmus.errors import MalformedError
from isthmus.local.cognito.clients import AppClient, AppClients
from isthmus.local.cognito.errors import not_authorized, user_not_found
from isthmus.local.cognito.jwt import is_signed_by, read_unverified_claims
from isthmus.local.cognito.keys import ACCESS, Keys
from isthmus.local.cognito.pools import Pool, Pools
from isthmus.local.cognito.sign_in.attempt import check_may_sign_in, check_password_is_usable
from isthmus.local.cognito.token_families import TokenFamilies
from isthmus.local.cognito.user import User
from isthmus.local.cognito.users import Users

SELF_SERVICE_SCOPE = "aws.cognito.signin.user.admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedInUser:
    """The user of a valid access token, and what the token is good for."""

    pool: Pool
    user: User
    client_id: str
    scopes: frozenset[str]
    device_key: str | None


def signed_in_client(signed_in: SignedInUser, *, clients: AppClients) -> AppClient:
    """Give the client of the token, or raise ResourceNotFoundException if it was deleted meanwhile."""
    return clients.get(signed_in.client_id, pool_id=signed_in.pool.id)


class AccessTokens:
    """Check access tokens for the operations that take them as authorization."""

    def __init__(
        self, *, pools: Pools, keys: Keys, users: Users, families: TokenFamilies, clock: Clock
    ) -> None:
        self._pools = pools
        self._keys = keys
        self._users = users
        self._families = families
        self._clock = clock

    def verify(self, unverified_token: str) -> SignedInUser:
        """Give the user, or raise NotAuthorizedException or UserNotFoundException in AWS's words.

        Raises PasswordResetRequiredException for a user whose password was reset.
        """
        return self._verify(unverified_token, scope=SELF_SERVICE_SCOPE)

    def verify_for_user_info(self, unverified_token: str) -> SignedInUser:
        """Give the user of a token for /oauth2/userInfo, which needs another scope than the operations."""
        return self._verify(unverified_token, scope="openid")

    def _verify(self, unverified_token: str, *, scope: str) -> SignedInUser:
        pool, claims = self._verify_signature(unverified_token)
        if claims.get("exp", 0) <= self._clock.now():
            raise not_authorized("Access Token has expired")
        if claims.get("token_use") != "access" or "username" not in claims:
            raise not_authorized("Invalid Access Token")
        scopes = frozenset(claims.get("scope", "").split(" "))
        if scope not in scopes:
            raise not_authorized("Access Token does not have required scopes")
        user = self._users.find(pool, claims["username"])
        if user is None or user.sub != claims["sub"]:
            raise user_not_found()
        family = self._families.find(claims["event_id"])
        if family is None or family.is_revoked or family.user_id != user.id:
            raise not_authorized("Access Token has been revoked")
        check_may_sign_in(user)
        check_password_is_usable(user)
        return SignedInUser(
            pool=pool, user=user, client_id=claims["client_id"], scopes=scopes, device_key=family.device_key
        )

    def _verify_signature(self, unverified_token: str) -> tuple[Pool, dict[str, Any]]:
        try:
            header, claims = read_unverified_claims(unverified_token)
            pool = self._pools.find_by_issuer(str(claims.get("iss")))
            if pool is None:
                raise not_authorized("Invalid Access Token")
            key = self._keys.find(pool.id, ACCESS, unverified_kid=header.get("kid"))
            if key is None or header != {"kid": key.kid, "alg": "RS256"}:
                raise not_authorized("Invalid Access Token")
            if not is_signed_by(unverified_token, key=key):
                raise not_authorized("Could not verify signature for Access Token")
        except MalformedError as error:
            raise not_authorized("Invalid Access Token") from error
        return pool, claims
