"""The tokens of a user pool, claim by claim.

Page: developerguide/amazon-cognito-user-pools-using-tokens-with-identity-providers.
"""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from isthmus.clock import Clock
from isthmus.local.cognito.claims_of_scopes import shown_attributes
from isthmus.local.cognito.clients import AppClient
from isthmus.local.cognito.external.identities import IDENTITIES, identities_claim
from isthmus.local.cognito.identifiers import new_uuid
from isthmus.local.cognito.jwt import sign_token
from isthmus.local.cognito.keys import ACCESS, ID, Keys
from isthmus.local.cognito.pools import Pool
from isthmus.local.cognito.pre_token import USER_SCOPES, ClaimChanges, TokenChanges
from isthmus.local.cognito.schema import CUSTOM, VERIFICATION_FLAGS
from isthmus.local.cognito.token_families import TokenFamily
from isthmus.local.cognito.user import User


@dataclass(frozen=True, slots=True, kw_only=True)
class IdTokenBinding:
    """What ties an ID token of managed login to its request and its access token (OpenID Connect Core)."""

    access_token: str | None
    nonce: str | None


UNBOUND = IdTokenBinding(access_token=None, nonce=None)


class Tokens:
    """Write and sign tokens. What a family or a policy allows was decided before."""

    def __init__(self, keys: Keys, *, clock: Clock) -> None:
        self._keys = keys
        self._clock = clock

    async def access_token(
        self, pool: Pool, *, client: AppClient, user: User, family: TokenFamily, changes: TokenChanges
    ) -> str:
        """Sign the access token of a user.

        WIRE: one from managed login has the granted scopes and a `version`; one from the API has neither.
        """
        now = int(self._clock.now())
        change = changes.access_token
        claims: dict[str, Any] = {
            "sub": user.sub,
            "cognito:groups": list(changes.membership.groups) or None,
            "iss": pool.issuer,
            "client_id": client.id,
            "origin_jti": family.origin_jti if client.names_origin else None,
            "device_key": family.device_key,
            "event_id": family.event_id,
            "token_use": "access",
            "version": None if family.scopes is None else 2,
            "scope": _scope(USER_SCOPES if family.scopes is None else family.scopes, change),
            "auth_time": family.auth_time,
            "exp": now + client.access_token_seconds,
            "iat": now,
            "jti": new_uuid(),
            "username": user.username,
        }
        claims = _changed(claims, _without_foreign_audience(change, client_id=client.id))
        return await sign_token(self._keys, pool_id=pool.id, token_use=ACCESS, claims=claims)

    async def id_token(
        self,
        pool: Pool,
        *,
        client: AppClient,
        user: User,
        family: TokenFamily,
        changes: TokenChanges,
        binding: "IdTokenBinding",
    ) -> str:
        """Sign the ID token of a user, with the attributes that the client may read and the scopes cover."""
        now = int(self._clock.now())
        claims: dict[str, Any] = {
            **_readable_attributes(user, client=client, scopes=family.scopes),
            "at_hash": None if binding.access_token is None else _half_hash(binding.access_token),
            "nonce": binding.nonce,
            "sub": user.sub,
            "identities": identities_claim(user.attributes.get(IDENTITIES)),
            "cognito:groups": list(changes.membership.groups) or None,
            "cognito:roles": list(changes.membership.roles) or None,
            "cognito:preferred_role": changes.membership.preferred_role,
            "iss": pool.issuer,
            "cognito:username": user.username,
            "origin_jti": family.origin_jti if client.names_origin else None,
            "aud": client.id,
            "event_id": family.event_id,
            "token_use": "id",
            "auth_time": family.auth_time,
            "exp": now + client.id_token_seconds,
            "iat": now,
            "jti": new_uuid() if client.names_origin else None,
        }
        change = _without_roles_of_suppressed_groups(changes.id_token)
        claims = _changed(claims, replace(change, added=_without(change.added, "aud")))
        return await sign_token(self._keys, pool_id=pool.id, token_use=ID, claims=claims)

    async def machine_token(
        self, pool: Pool, *, client: AppClient, scopes: Sequence[str], change: ClaimChanges
    ) -> str:
        """Sign a client_credentials access token: `sub` is the client, and there is no user in it."""
        now = int(self._clock.now())
        claims: dict[str, Any] = {
            "sub": client.id,
            "token_use": "access",
            "scope": _scope(scopes, change),
            "auth_time": now,
            "iss": pool.issuer,
            "exp": now + client.access_token_seconds,
            "iat": now,
            "version": 2,
            "jti": new_uuid(),
            "client_id": client.id,
        }
        claims = _changed(claims, _without_foreign_audience(change, client_id=client.id))
        return await sign_token(self._keys, pool_id=pool.id, token_use=ACCESS, claims=claims)


def _readable_attributes(user: User, *, client: AppClient, scopes: tuple[str, ...] | None) -> dict[str, Any]:
    """Give the attributes as claims."""
    shown = shown_attributes(client, scopes=scopes or ())
    return {name: _claim(name, value) for name, value in user.attributes.items() if name in shown}


def _half_hash(token: str) -> str:
    """Give `at_hash`: the left half of the SHA-256 (OpenID Connect Core 3.1.3.6)."""
    return base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()[:16]).rstrip(b"=").decode()


def _claim(name: str, value: str) -> Any:
    """WIRE: flags are booleans, an address is an object, `custom:` attributes are always texts."""
    if name.startswith(CUSTOM):
        return value
    if name in VERIFICATION_FLAGS:
        return value.lower() == "true"
    if name == "address":
        return {"formatted": value}
    return int(value) if name == "updated_at" else value


def _scope(scopes: Sequence[str], change: ClaimChanges) -> str:
    granted = dict.fromkeys((*scopes, *change.scopes_added))
    return " ".join(scope for scope in granted if scope not in change.scopes_suppressed)


def _changed(claims: dict[str, Any], change: ClaimChanges) -> dict[str, Any]:
    changed = {name: value for name, value in claims.items() if value is not None}
    changed |= {name: value for name, value in change.added.items() if name != "scope"}
    return {
        name: value for name, value in changed.items() if name not in change.suppressed - {"aud", "scope"}
    }


def _without_foreign_audience(change: ClaimChanges, *, client_id: str) -> ClaimChanges:
    """AWS: `aud` can be added to an access token only if its value is the client's id."""
    if change.added.get("aud", client_id) == client_id:
        return change
    return replace(change, added=_without(change.added, "aud"))


def _without_roles_of_suppressed_groups(change: ClaimChanges) -> ClaimChanges:
    """AWS: who suppresses `cognito:groups` suppresses the roles that come with them."""
    if "cognito:groups" not in change.suppressed:
        return change
    return replace(change, suppressed=change.suppressed | {"cognito:roles", "cognito:preferred_role"})


def _without(claims: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in claims.items() if key != name}
