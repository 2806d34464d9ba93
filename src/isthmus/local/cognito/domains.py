"""The domain of a user pool: its name for the OAuth endpoints. Custom domains are not here.

The prefix `shop` answers to `shop.auth.REGION.amazoncognito.com` and to `shop.auth.localhost`.
"""

from dataclasses import dataclass

from isthmus.local.cognito.errors import invalid_parameter
from isthmus.local.cognito.identifiers import new_uuid
from isthmus.local.cognito.pools import Pool
from isthmus.local.database import Database

# WIRE: refused as a whole word between hyphens (measured, badmintoncryer/cdk-preflight).
_RESERVED = ("aws", "amazon", "cognito")


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """One prefix domain."""

    prefix: str
    pool_id: str
    managed_login_version: int
    version: str


class Domains:
    """Keep the domains; a pool has at most one. Those of pools stay in memory until they change."""

    def __init__(self, database: Database, *, region: str) -> None:
        self._database = database
        self._of_pools: dict[str, Domain] = {}
        self._suffixes = (f".auth.{region}.amazoncognito.com", ".auth.localhost")

    def insert(self, pool: Pool, *, prefix: str, managed_login_version: int) -> Domain:
        """Give the pool its domain, or raise InvalidParameterException."""
        for word in _RESERVED:
            if word in prefix.split("-"):
                raise invalid_parameter(f"Domain cannot contain reserved word: {word}")
        if self.find(prefix) is not None:
            raise invalid_parameter("Domain already associated with another user pool.")
        if self.find_of_pool(pool.id) is not None:
            raise invalid_parameter("The user pool already has a domain configured.")
        self._database.execute(
            "INSERT INTO domain (domain, pool_id, managed_login_version, version) VALUES (?, ?, ?, ?)",
            (prefix, pool.id, managed_login_version, new_uuid()[:20]),
        )
        found = self.find(prefix)
        assert found is not None
        return found

    def delete(self, pool: Pool, *, prefix: str) -> None:
        """Take the domain from its pool."""
        domain = self.find(prefix)
        if domain is None or domain.pool_id != pool.id:
            raise invalid_parameter("No such domain or user pool exists.")
        self._of_pools.pop(pool.id, None)
        self._database.execute("DELETE FROM domain WHERE domain = ?", (prefix,))

    def find(self, prefix: str) -> Domain | None:
        """Give the domain of a prefix, or None."""
        return self._find("SELECT * FROM domain WHERE domain = ?", prefix)

    def find_of_pool(self, pool_id: str) -> Domain | None:
        """Give the domain of a pool, or None."""
        domain = self._of_pools.get(pool_id) or self._find("SELECT * FROM domain WHERE pool_id = ?", pool_id)
        if domain is not None:
            self._of_pools[pool_id] = domain
        return domain

    def prefix_of_host(self, host: str) -> str | None:
        """Give the prefix that a Host header names; None if it is no Cognito domain's name."""
        name = host.rpartition(":")[0] if ":" in host else host
        for suffix in self._suffixes:
            if name.lower().endswith(suffix):
                return name.lower().removesuffix(suffix)
        return None

    def is_door_of(self, pool_id: str, *, host: str) -> bool:
        """Tell whether a pool's endpoints answer at a Host: it has a domain, and the Host names no other."""
        domain, prefix = self.find_of_pool(pool_id), self.prefix_of_host(host)
        return domain is not None and prefix in (None, domain.prefix)

    def _find(self, sql: str, parameter: str) -> Domain | None:
        row = self._database.find_row(sql, (parameter,))
        if row is None:
            return None
        return Domain(
            prefix=row["domain"],
            pool_id=row["pool_id"],
            managed_login_version=row["managed_login_version"],
            version=row["version"],
        )
