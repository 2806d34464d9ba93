"""The domains of a user pool: names for the OAuth endpoints and the pages.

The prefix `shop` answers to `shop.auth.REGION.amazoncognito.com` and to `shop.auth.localhost`; the custom
domain `auth.example.com` to a Host of that name. Any other Host, an IP address say, leads to every pool that
has a domain. Pages: developerguide/cognito-user-pools-assign-domain and cognito-user-pools-add-custom-domain.
"""

import hashlib
import json
import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from isthmus.local.cognito.errors import invalid_parameter
from isthmus.local.cognito.identifiers import new_uuid
from isthmus.local.cognito.pools import Pool
from isthmus.local.database import Database

# WIRE: refused as a whole word between hyphens (measured, badmintoncryer/cdk-preflight).
_RESERVED = ("aws", "amazon", "cognito")
_PREFIX = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_CUSTOM = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9][a-z0-9-]*[a-z]")
CLASSIC, MANAGED = 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """One domain: a prefix, or a whole name if `custom_config` (CustomDomainConfig) is there."""

    name: str
    pool_id: str
    managed_login_version: int
    version: str
    custom_config: Mapping[str, Any] | None

    @property
    def cloud_front_domain(self) -> str | None:
        """Where a custom domain's DNS record would point to. NOTE: made up; nobody answers there."""
        if self.custom_config is None:
            return None
        return f"d{hashlib.sha256(self.name.encode()).hexdigest()[:13]}.cloudfront.net"


class Domains:
    """Keep the domains; a pool has at most one prefix and one custom domain."""

    def __init__(self, database: Database, *, region: str) -> None:
        self._database = database
        self._of_pools: dict[str, tuple[Domain, ...]] = {}
        # Every custom name, and perhaps some of deleted pools; None if one was added since it was read.
        self._custom_names: frozenset[str] | None = None
        self._suffixes = (f".auth.{region}.amazoncognito.com", ".auth.localhost")

    def insert(
        self,
        pool: Pool,
        *,
        name: str,
        managed_login_version: int,
        custom_config: Mapping[str, Any] | None,
    ) -> Domain:
        """Give the pool a domain, or raise InvalidParameterException."""
        _check_name(name, is_custom=custom_config is not None)
        if name.endswith(self._suffixes) or self.find(name) is not None:
            raise invalid_parameter("Domain already associated with another user pool.")
        is_custom = custom_config is not None
        if any((each.custom_config is not None) == is_custom for each in self.of_pool(pool.id)):
            raise invalid_parameter("The user pool already has a domain configured.")
        self._of_pools.pop(pool.id, None)
        self._custom_names = None
        self._database.execute(
            "INSERT INTO domain (domain, pool_id, is_custom, managed_login_version, version, custom_config)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (
                name,
                pool.id,
                int(is_custom),
                managed_login_version,
                new_uuid()[:20],
                json.dumps(custom_config) if is_custom else None,
            ),
        )
        return self.get(pool, name=name)

    def update(
        self, domain: Domain, *, managed_login_version: int, custom_config: Mapping[str, Any] | None
    ) -> None:
        """Replace the settings of a domain."""
        self._of_pools.pop(domain.pool_id, None)
        self._database.execute(
            "UPDATE domain SET managed_login_version = ?, custom_config = ?, version = ? WHERE domain = ?",
            (
                managed_login_version,
                None if custom_config is None else json.dumps(custom_config),
                new_uuid()[:20],
                domain.name,
            ),
        )

    def delete(self, pool: Pool, *, name: str) -> None:
        """Take the domain from its pool."""
        self.get(pool, name=name)
        self._of_pools.pop(pool.id, None)
        self._database.execute("DELETE FROM domain WHERE domain = ?", (name,))

    def get(self, pool: Pool, *, name: str) -> Domain:
        """Give a domain of a pool, or raise InvalidParameterException."""
        domain = self.find(name)
        if domain is None or domain.pool_id != pool.id:
            raise invalid_parameter("No such domain or user pool exists.")
        return domain

    def find(self, name: str) -> Domain | None:
        """Give the domain of a prefix or a whole name, or None."""
        row = self._database.find_row("SELECT * FROM domain WHERE domain = ?", (name,))
        return None if row is None else _domain(row)

    def of_pool(self, pool_id: str) -> tuple[Domain, ...]:
        """Give the domains of a pool, the prefix first."""
        domains = self._of_pools.get(pool_id)
        if domains is None:
            rows = self._database.rows(
                "SELECT * FROM domain WHERE pool_id = ? ORDER BY is_custom", (pool_id,)
            )
            domains = self._of_pools[pool_id] = tuple(map(_domain, rows))
        return domains

    def is_named(self, host: str) -> bool:
        """Tell whether a Host header names a domain, of whichever pool."""
        name = _name_of(host)
        return name.endswith(self._suffixes) or self._is_custom(name)

    def find_door(self, pool_id: str, *, host: str) -> Domain | None:
        """Give the domain by which a Host header leads to the pool, or None if it does not.

        SECURITY: a Host that names the domain of another pool leads to that pool alone.
        """
        name = _name_of(host)
        domains = self.of_pool(pool_id)
        for domain in domains:
            if name == domain.name or name in self._names_of_prefix(domain):
                return domain
        if self.is_named(host):
            return None
        return domains[0] if domains else None

    def is_door_of(self, pool_id: str, *, host: str) -> bool:
        """Tell whether a pool's endpoints answer at a Host."""
        return self.find_door(pool_id, host=host) is not None

    def _names_of_prefix(self, domain: Domain) -> tuple[str, ...]:
        if domain.custom_config is not None:
            return ()
        return tuple(f"{domain.name}{suffix}" for suffix in self._suffixes)

    def _is_custom(self, name: str) -> bool:
        """Answer without the file for names that are none: every request to the endpoints asks."""
        if self._custom_names is None:
            rows = self._database.rows("SELECT domain FROM domain WHERE is_custom = 1")
            self._custom_names = frozenset(row["domain"] for row in rows)
        if name not in self._custom_names:
            return False
        found = self.find(name)
        return found is not None and found.custom_config is not None


def _name_of(host: str) -> str:
    return (host.rpartition(":")[0] if ":" in host else host).lower()


def _check_name(name: str, *, is_custom: bool) -> None:
    pattern = _CUSTOM if is_custom else _PREFIX
    if pattern.fullmatch(name) is None:
        # WIRE: the words of AWS's model, for a prefix.
        raise invalid_parameter(
            f"1 validation error detected: Value '{name}' at 'domain' failed to satisfy constraint: "
            f"Member must satisfy regular expression pattern: ^{pattern.pattern}$"
        )
    for word in _RESERVED:
        if not is_custom and word in name.split("-"):
            raise invalid_parameter(f"Domain cannot contain reserved word: {word}")


def _domain(row: sqlite3.Row) -> Domain:
    return Domain(
        name=row["domain"],
        pool_id=row["pool_id"],
        managed_login_version=row["managed_login_version"],
        version=row["version"],
        custom_config=None if row["custom_config"] is None else json.loads(row["custom_config"]),
    )
