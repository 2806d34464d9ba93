"""Seed files in tests: apply a text to local pools, and write what they hold."""

from pathlib import Path
from typing import Any

from isthmus.local.seed.file.reading import SeedFile, read_seed_file
from isthmus.local.seed.file.writing import write_seed
from unit.local.cognito.local_pools import LocalPools

POOL_ID = "us-east-1_Sample001"
CLIENT_ID = "1example23456789abcdefghij"
SECRET = "sample0secret0of0the0seed"
OTHER_SUB = "99999999-2222-4333-8444-555555555555"
SUB = "11111111-2222-4333-8444-555555555555"
PASSWORD = "Sample-passw0rd"
POLICY = {"PasswordPolicy": {"MinimumLength": 8}}
MACHINE = {
    "ClientName": "job",
    "AllowedOAuthFlowsUserPoolClient": True,
    "AllowedOAuthFlows": ["client_credentials"],
    "AllowedOAuthScopes": ["https://api.example.com/read"],
}
SERVER = {
    "Identifier": "https://api.example.com",
    "Name": "Sample API",
    "Scopes": [{"ScopeName": "read", "ScopeDescription": "Read"}],
}


def a_user(**more: Any) -> dict[str, Any]:
    return {"username": "jane", "sub": SUB, "password": PASSWORD} | more


def a_client(**more: Any) -> dict[str, Any]:
    return {"id": CLIENT_ID, "secrets": [SECRET], "settings": MACHINE} | more


def a_pool(**more: Any) -> dict[str, Any]:
    return {
        "id": POOL_ID,
        "settings": {"PoolName": "sample"},
        "domains": [{"Domain": "sample"}],
        "resource_servers": [SERVER],
        "clients": [a_client()],
        "groups": [{"GroupName": "admins", "Precedence": 0}],
        "users": [a_user(attributes={"email": "jane@example.com"}, groups=["admins"])],
    } | more


def seed_of(folder: Path, *pools: dict[str, Any], **more: Any) -> SeedFile:
    """Read a seed with these pools from a file."""
    path = folder / "seed.yaml"
    path.write_text(write_seed({"version": 1, "user_pools": list(pools)} | more), encoding="utf-8")
    return read_seed_file(path)


def apply(local: LocalPools, seed: SeedFile) -> None:
    for pool in seed.user_pools:
        local.run(local.pools.ensure_seeded(pool))
