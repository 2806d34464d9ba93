"""Identity pools of a seed, under ids of our choice: CreateIdentityPool's and SetIdentityPoolRoles's checks.

A pool that is there already has to be what the seed says. Not in an export: the identities themselves and
the maps of principal tags.
"""

import dataclasses
import re
from collections.abc import Mapping
from typing import Any

from isthmus.local.awsjson import AwsError, JsonService
from isthmus.local.cognito.identity.parts import Parts
from isthmus.local.cognito.identity.pool_requests import read_new_pool, write_pool
from isthmus.local.cognito.identity.pools import IdentityPool
from isthmus.local.cognito.identity.role_mapping_requests import read_role_mappings
from isthmus.local.cognito.identity.role_mappings import write_role_mapping
from isthmus.local.cognito.seeding.documents import SeededIdentityPool, SeedError

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_MOST = 1000


def ensure_pool(seeded: SeededIdentityPool, *, service: JsonService, parts: Parts) -> None:
    """Make the pool with its roles, in one step, or find it as the seed says. Raises SeedError."""
    if re.fullmatch(f"{parts.region}:{_UUID}", seeded.id) is None:
        raise SeedError(seeded.where, f"{seeded.id} is not {parts.region}: and a UUID in lower case")
    try:
        wanted = _read(seeded, service=service, parts=parts)
    except AwsError as error:
        raise SeedError(seeded.where, error.message) from error
    known = next((pool for pool in parts.pools.list_after("", limit=_MOST) if pool.id == seeded.id), None)
    if known is None:
        parts.pools.save(wanted)
    elif _write(known) != _write(wanted):
        raise SeedError(
            seeded.where,
            f"the data directory has identity pool {seeded.id} with other settings: change the seed "
            "('isthmus local export' writes what is there), or use another --data-dir",
        )


def write_pools(parts: Parts) -> list[dict[str, Any]]:
    """Give all pools as a seed has them, in the order of their ids."""
    return [_write(pool) for pool in parts.pools.list_after("", limit=_MOST)]


def _read(seeded: SeededIdentityPool, *, service: JsonService, parts: Parts) -> IdentityPool:
    settings = service.verify_whole_request("CreateIdentityPool", seeded.settings)
    roles = {"Roles": {}, **seeded.roles, "IdentityPoolId": seeded.id}
    verified = service.verify_whole_request("SetIdentityPoolRoles", roles)
    pool = dataclasses.replace(read_new_pool(settings, parts=parts), id=seeded.id)
    mappings = read_role_mappings(verified.get("RoleMappings", {}), pool=pool, names=parts.names)
    return dataclasses.replace(pool, roles=verified["Roles"], role_mappings=mappings)


def _write(pool: IdentityPool) -> dict[str, Any]:
    mappings = {key: write_role_mapping(mapping) for key, mapping in pool.role_mappings.items()}
    roles = _present({"Roles": dict(pool.roles), "RoleMappings": mappings})
    settings = _present({name: value for name, value in write_pool(pool).items() if name != "IdentityPoolId"})
    return {"id": pool.id, "settings": settings, **({"roles": {"Roles": {}, **roles}} if roles else {})}


def _present(document: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if value not in (None, {})}
