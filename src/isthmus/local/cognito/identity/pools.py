"""The identity pools: what each of them takes and which roles it gives."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from isthmus.local.cognito.identity.errors import pool_not_found
from isthmus.local.cognito.identity.role_mappings import RoleMapping, parse_role_mapping, write_role_mapping
from isthmus.local.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class UserPoolClient:
    """An app client of a user pool whose ID tokens the identity pool takes. `provider` as AWS names it.

    With `asks_user_pool` the user pool says of each token whether its sign-in still holds.
    """

    provider: str
    client_id: str
    asks_user_pool: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityPool:
    """One pool. `roles` has at most the keys "authenticated" and "unauthenticated".

    `login_providers` are social ones, each with its app's id. The keys of `role_mappings` are
    `pool_providers`'.
    """

    id: str
    name: str
    allows_guests: bool
    allows_classic_flow: bool | None
    developer_provider: str | None
    oidc_provider_arns: tuple[str, ...]
    saml_provider_arns: tuple[str, ...]
    login_providers: Mapping[str, str]
    user_pool_clients: tuple[UserPoolClient, ...]
    tags: Mapping[str, str]
    roles: Mapping[str, str]
    role_mappings: Mapping[str, RoleMapping]


class PoolStore:
    """Keep the pools."""

    def __init__(self, database: Database, *, region: str) -> None:
        self._database = database
        self._region = region

    def new_id(self) -> str:
        """Make the id of a pool to be."""
        return f"{self._region}:{uuid.uuid4()}"

    def save(self, pool: IdentityPool) -> None:
        """Insert the pool, or replace what it was."""
        self._database.execute(
            "INSERT INTO identity_pool (id, settings, roles, role_mappings) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET settings = excluded.settings, roles = excluded.roles,"
            " role_mappings = excluded.role_mappings",
            (pool.id, _settings_of(pool), json.dumps(dict(pool.roles)), _mappings_of(pool)),
        )

    def get(self, pool_id: str) -> IdentityPool:
        """Give the pool or raise ResourceNotFoundException."""
        row = self._database.find_row("SELECT * FROM identity_pool WHERE id = ?", (pool_id,))
        if row is None:
            raise pool_not_found(pool_id)
        return _pool_of(row)

    def delete(self, pool_id: str) -> None:
        """Delete the pool and its identities, or raise ResourceNotFoundException."""
        self.get(pool_id)
        with self._database.transaction():
            self._database.execute("DELETE FROM login WHERE pool_id = ?", (pool_id,))
            self._database.execute("DELETE FROM developer_login WHERE pool_id = ?", (pool_id,))
            self._database.execute("DELETE FROM identity_pool WHERE id = ?", (pool_id,))

    def list_after(self, pool_id: str, *, limit: int) -> list[IdentityPool]:
        """Give the pools whose ids follow `pool_id`."""
        rows = self._database.rows(
            "SELECT * FROM identity_pool WHERE id > ? ORDER BY id LIMIT ?", (pool_id, limit)
        )
        return [_pool_of(row) for row in rows]


def _settings_of(pool: IdentityPool) -> str:
    return json.dumps(
        {
            "name": pool.name,
            "allows_guests": pool.allows_guests,
            "allows_classic_flow": pool.allows_classic_flow,
            "developer_provider": pool.developer_provider,
            "oidc_provider_arns": pool.oidc_provider_arns,
            "saml_provider_arns": pool.saml_provider_arns,
            "login_providers": dict(pool.login_providers),
            "user_pool_clients": [
                (client.provider, client.client_id, client.asks_user_pool)
                for client in pool.user_pool_clients
            ],
            "tags": dict(pool.tags),
        }
    )


def _mappings_of(pool: IdentityPool) -> str:
    return json.dumps({key: write_role_mapping(mapping) for key, mapping in pool.role_mappings.items()})


def _pool_of(row: Any) -> IdentityPool:
    settings = json.loads(row["settings"])
    return IdentityPool(
        id=row["id"],
        name=settings["name"],
        allows_guests=settings["allows_guests"],
        allows_classic_flow=settings["allows_classic_flow"],
        developer_provider=settings["developer_provider"],
        oidc_provider_arns=tuple(settings["oidc_provider_arns"]),
        saml_provider_arns=tuple(settings["saml_provider_arns"]),
        login_providers=settings["login_providers"],
        user_pool_clients=tuple(
            UserPoolClient(provider=provider, client_id=client_id, asks_user_pool=asks_user_pool)
            for provider, client_id, asks_user_pool in settings["user_pool_clients"]
        ),
        tags=settings["tags"],
        roles=json.loads(row["roles"]),
        role_mappings={
            key: parse_role_mapping(mapping) for key, mapping in json.loads(row["role_mappings"]).items()
        },
    )
