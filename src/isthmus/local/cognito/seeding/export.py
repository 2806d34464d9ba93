"""Write user pools as a seed: what `seeding.pools` makes the same pools from, elsewhere.

Not in it: signing keys, sessions and tokens, authenticator apps, devices, the outbox, branding, risk
configurations, identity providers and who came by them.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from isthmus.errors import ConfigurationError
from isthmus.local.awsjson import JsonService
from isthmus.local.cognito.clients import AppClients
from isthmus.local.cognito.descriptions import describe_group, describe_server
from isthmus.local.cognito.groups import Groups
from isthmus.local.cognito.pools import Pool, Pools
from isthmus.local.cognito.resource_servers import ResourceServers
from isthmus.local.cognito.schema import CUSTOM, DEVELOPER_ONLY, verify_schema
from isthmus.local.cognito.seeding.clients import write_client
from isthmus.local.cognito.seeding.pools import MFA_SETTINGS
from isthmus.local.cognito.seeding.users import STATUSES, write_user
from isthmus.local.cognito.users import Users

MOST_USERS = 10_000
_PAGE = 500
T = TypeVar("T")


class TooManyUsersError(ConfigurationError):
    """The pools have more users than a seed can hold."""

    code = "too_many_users"


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolExport:
    """Write pools."""

    service: JsonService
    pools: Pools
    clients: AppClients
    servers: ResourceServers
    groups: Groups
    users: Users

    async def write(self) -> list[dict[str, Any]]:
        """Give all pools in the order of their ids, secrets revealed. Raises TooManyUsersError."""
        pools = _all(lambda after: self.pools.page(after=after, limit=_PAGE), key=lambda pool: pool.id)
        if sum(self.users.count(pool.id) for pool in pools) > MOST_USERS:
            raise TooManyUsersError(f"an export has at most {MOST_USERS} users: copy the data directory")
        return [await self._pool(pool) for pool in pools]

    async def _pool(self, pool: Pool) -> dict[str, Any]:
        servers = _all(
            lambda after: self.servers.page(pool.id, after=after, limit=_PAGE),
            key=lambda server: server.identifier,
        )
        clients = _all(
            lambda after: self.clients.page(pool.id, after=after, limit=_PAGE), key=lambda client: client.id
        )
        groups = _all(
            lambda after: self.groups.page(pool, after=after, limit=_PAGE), key=lambda group: group.name
        )
        written = {
            "id": pool.id,
            "settings": self._settings(pool),
            "mfa": await self._mfa(pool),
            "domains": await self._domains(pool),
            "resource_servers": [
                self._request("CreateResourceServer", describe_server(server)) for server in servers
            ],
            "clients": [write_client(client) for client in clients],
            "groups": [self._request("CreateGroup", describe_group(group)) for group in groups],
            "users": self._users(pool),
        }
        return {name: value for name, value in written.items() if value}

    def _settings(self, pool: Pool) -> dict[str, Any]:
        taken = self.service.members_of("CreateUserPool") - MFA_SETTINGS
        settings = {name: value for name, value in pool.settings.items() if name in taken and value != {}}
        # The same number stands in the password policy, and AWS takes one of the two.
        admin = {
            name: value
            for name, value in pool.settings["AdminCreateUserConfig"].items()
            if name != "UnusedAccountValidityDays"
        }
        schema = _schema(pool)
        return {
            "PoolName": pool.name,
            **settings,
            "AdminCreateUserConfig": admin,
            **({"Schema": schema} if schema else {}),
        }

    async def _mfa(self, pool: Pool) -> dict[str, Any]:
        shown = await self.service.call("GetUserPoolMfaConfig", {"UserPoolId": pool.id})
        mfa = {name: value for name, value in shown.items() if value is not None}
        return {} if mfa == {"MfaConfiguration": "OFF"} else mfa

    async def _domains(self, pool: Pool) -> list[dict[str, Any]]:
        shown = (await self.service.call("DescribeUserPool", {"UserPoolId": pool.id}))["UserPool"]
        names = [shown.get(name) for name in ("Domain", "CustomDomain")]
        described = [
            await self.service.call("DescribeUserPoolDomain", {"Domain": name}) for name in names if name
        ]
        return [self._request("CreateUserPoolDomain", each["DomainDescription"]) for each in described]

    def _users(self, pool: Pool) -> list[dict[str, Any]]:
        users, after = [], 0
        while page := self.users.select("pool_id = ? AND id > ?", (pool.id, after), limit=_PAGE):
            users += [write_user(pool, user, groups=self.groups) for user in page if user.status in STATUSES]
            after = page[-1].id
        return users

    def _request(self, operation: str, shown: Mapping[str, Any]) -> dict[str, Any]:
        """Give the request that makes what is shown."""
        names = self.service.members_of(operation) - {"UserPoolId"}
        return {name: value for name, value in shown.items() if name in names and value not in (None, [])}


def _schema(pool: Pool) -> list[dict[str, Any]]:
    """Give the attributes that CreateUserPool has to be told of, under the names it is told."""
    standard = verify_schema(())
    return [
        {**attribute, "Name": attribute["Name"].removeprefix(DEVELOPER_ONLY).removeprefix(CUSTOM)}
        for attribute in pool.schema
        if attribute not in standard
    ]


def _all(page: Callable[[str], Iterable[T]], *, key: Callable[[T], str]) -> list[T]:
    found: list[T] = []
    while more := list(page(key(found[-1]) if found else "")):
        found += more
    return found
