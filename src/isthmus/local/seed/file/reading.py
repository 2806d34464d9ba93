"""A seed file as typed values. What AWS's requests in it may say is checked when they are put in place."""

from dataclasses import dataclass
from pathlib import Path

from isthmus.local.cognito.seeding.documents import (
    PasswordDigest,
    SeededClient,
    SeededIdentityPool,
    SeededPool,
    SeededRequest,
    SeededUser,
    SeedError,
)
from isthmus.local.seed.file.yaml_values import Value, read_yaml
from isthmus.secret import Secret

VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedFile:
    """Everything that a seed file says."""

    user_pools: tuple[SeededPool, ...]
    identity_pools: tuple[SeededIdentityPool, ...]


def read_seed_file(path: Path) -> SeedFile:
    """Read a file; raise SeedError that names file, line and path of what is wrong."""
    try:
        document = read_yaml(path)
    except OSError as error:
        raise SeedError(str(path), f"can't be read ({error.strerror})") from error
    members = document.members(required=("version",), optional=("user_pools", "identity_pools"))
    if members["version"].plain() != VERSION:
        raise SeedError(members["version"].where, f"this program knows version {VERSION}")
    pools = tuple(_pool(each) for each in _items(members, "user_pools"))
    identity_pools = tuple(_identity_pool(each) for each in _items(members, "identity_pools"))
    _check_distinct([(pool.id, pool.where) for pool in pools])
    _check_distinct([(pool.id, pool.where) for pool in identity_pools])
    _check_distinct([(client.id, client.where) for pool in pools for client in pool.clients])
    return SeedFile(user_pools=pools, identity_pools=identity_pools)


def _pool(value: Value) -> SeededPool:
    members = value.members(
        required=("id", "settings"),
        optional=("mfa", "domains", "resource_servers", "clients", "groups", "users"),
    )
    users = tuple(_user(each) for each in _items(members, "users"))
    _check_distinct([(user.username, user.where) for user in users])
    _check_distinct([(user.sub, user.where) for user in users])
    return SeededPool(
        where=members["id"].where,
        id=members["id"].text(),
        settings=_request(members["settings"]).request,
        mfa=_request(members["mfa"]) if "mfa" in members else None,
        domains=tuple(_request(each) for each in _items(members, "domains")),
        resource_servers=tuple(_request(each) for each in _items(members, "resource_servers")),
        clients=tuple(_client(each) for each in _items(members, "clients")),
        groups=tuple(_request(each) for each in _items(members, "groups")),
        users=users,
    )


def _client(value: Value) -> SeededClient:
    members = value.members(required=("id", "settings"), optional=("secrets",))
    return SeededClient(
        where=value.where,
        id=members["id"].text(),
        secrets=tuple(Secret(each.text()) for each in _items(members, "secrets")),
        settings=_request(members["settings"]).request,
    )


def _user(value: Value) -> SeededUser:
    members = value.members(
        required=("username", "sub"),
        optional=(
            "status",
            "enabled",
            "attributes",
            "groups",
            "password",
            "temporary_password",
            "password_digest",
        ),
    )
    attributes = members["attributes"].entries() if "attributes" in members else {}
    return SeededUser(
        where=value.where,
        username=members["username"].text(),
        sub=members["sub"].text(),
        status=members["status"].text() if "status" in members else None,
        is_enabled=members["enabled"].flag() if "enabled" in members else True,
        attributes={name: each.text() for name, each in attributes.items()},
        groups=tuple(each.text() for each in _items(members, "groups")),
        password=_secret(members, "password"),
        temporary_password=_secret(members, "temporary_password"),
        password_digest=_digest(members["password_digest"]) if "password_digest" in members else None,
    )


def _digest(value: Value) -> PasswordDigest:
    members = value.members(required=("scrypt",), optional=("srp_salt", "srp_verifier", "expires_at"))
    return PasswordDigest(
        scrypt=Secret(members["scrypt"].text()),
        srp_salt=members["srp_salt"].text() if "srp_salt" in members else None,
        srp_verifier=_secret(members, "srp_verifier"),
        expires_at=members["expires_at"].number() if "expires_at" in members else None,
    )


def _identity_pool(value: Value) -> SeededIdentityPool:
    members = value.members(required=("id", "settings"), optional=("roles",))
    return SeededIdentityPool(
        where=members["id"].where,
        id=members["id"].text(),
        settings=_request(members["settings"]).request,
        roles=_request(members["roles"]).request if "roles" in members else {},
    )


def _request(value: Value) -> SeededRequest:
    return SeededRequest(
        where=value.where, request={name: each.plain() for name, each in value.entries().items()}
    )


def _items(members: dict[str, Value], name: str) -> list[Value]:
    return members[name].items() if name in members else []


def _secret(members: dict[str, Value], name: str) -> Secret | None:
    return Secret(members[name].text()) if name in members else None


def _check_distinct(named: list[tuple[str, str]]) -> None:
    seen: set[str] = set()
    for name, where in named:
        if name in seen:
            raise SeedError(where, f"{name} is there twice")
        seen.add(name)
