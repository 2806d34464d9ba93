"""Put the user pools of a seed in place: the same checks as for the API, under ids of our choice.

What is there already has to be what the seed says, or the seed is refused; what the seed does not name stays.
A pool that a refused seed made is deleted again, so that the mended seed finds nothing in its way.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from isthmus.local.awsjson import AwsError, JsonService
from isthmus.local.cognito.keys import Keys
from isthmus.local.cognito.operations.create_user_pool import insert_pool
from isthmus.local.cognito.pool_settings import create_settings
from isthmus.local.cognito.pools import Pool, Pools
from isthmus.local.cognito.seeding.clients import ClientSeeding
from isthmus.local.cognito.seeding.comparison import check_same
from isthmus.local.cognito.seeding.documents import SeededPool, SeededRequest, SeedError
from isthmus.local.cognito.seeding.users import UserSeeding
from isthmus.local.database import Database

# Set by SetUserPoolMfaConfig, not by CreateUserPool.
MFA_SETTINGS = frozenset(
    {
        "EmailMfaConfiguration",
        "MfaConfiguration",
        "SmsMfaConfiguration",
        "SoftwareTokenMfaConfiguration",
        "WebAuthnConfiguration",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolSeeding:
    """Put pools in place."""

    service: JsonService
    database: Database
    pools: Pools
    keys: Keys
    clients: ClientSeeding
    users: UserSeeding

    async def ensure(self, seeded: SeededPool) -> None:
        """Make the pool with all that is in it, or what of it is missing. Raises SeedError."""
        is_new = self.pools.find(seeded.id) is None
        try:
            await self._ensure(seeded)
        except SeedError:
            if is_new:
                self.pools.delete(seeded.id)
            raise

    async def _ensure(self, seeded: SeededPool) -> None:
        # (1) The pool itself, its factors and its domains.
        pool = await self._ensure_pool(seeded)
        if seeded.mfa is not None:
            await self._ensure_mfa(pool, seeded.mfa)
        for domain in seeded.domains:
            await self._ensure_domain(pool, domain)

        # (2) What clients and users refer to, before them.
        for server in seeded.resource_servers:
            await self._ensure_resource(
                pool,
                server,
                create="CreateResourceServer",
                describe="DescribeResourceServer",
                by="Identifier",
            )
        for client in seeded.clients:
            self.clients.ensure(pool, client)
        for group in seeded.groups:
            await self._ensure_resource(
                pool, group, create="CreateGroup", describe="GetGroup", by="GroupName"
            )
        for user in seeded.users:
            await self.users.ensure(pool, user)

    async def _ensure_pool(self, seeded: SeededPool) -> Pool:
        region = self.pools.home.region
        if re.fullmatch(rf"{region}_[A-Za-z0-9]{{9}}", seeded.id) is None:
            raise SeedError(seeded.where, f"{seeded.id} is not {region}_ and nine letters and digits")
        request: Any = self._verify("CreateUserPool", seeded.settings, where=seeded.where)
        known = self.pools.find(seeded.id)
        try:
            if known is None:
                return await insert_pool(
                    request, pool_id=seeded.id, database=self.database, pools=self.pools, keys=self.keys
                )
            settings: Any = create_settings(request, home=self.pools.home)
        except AwsError as error:
            raise SeedError(seeded.where, error.message) from error
        wanted = {"PoolName": request["PoolName"], **settings}
        present = {"PoolName": known.name, **known.settings}
        names = {*wanted, *present} - MFA_SETTINGS
        check_same(wanted, present, names=names, where=seeded.where, what=f"user pool {seeded.id}")
        return known

    async def _ensure_mfa(self, pool: Pool, seeded: SeededRequest) -> None:
        request = {**seeded.request, "UserPoolId": pool.id}
        wanted = self._verify("SetUserPoolMfaConfig", request, where=seeded.where)
        present = await self.service.call("GetUserPoolMfaConfig", {"UserPoolId": pool.id})
        if present.get("MfaConfiguration") == "OFF":
            await self._call("SetUserPoolMfaConfig", request, where=seeded.where)
            return
        names = wanted.keys() - {"UserPoolId"}
        check_same(wanted, present, names=names, where=seeded.where, what=f"the MFA of {pool.id}")

    async def _ensure_domain(self, pool: Pool, seeded: SeededRequest) -> None:
        request = {**seeded.request, "UserPoolId": pool.id}
        wanted = self._verify("CreateUserPoolDomain", request, where=seeded.where)
        shown = await self.service.call("DescribeUserPoolDomain", {"Domain": wanted["Domain"]})
        present = shown["DomainDescription"]
        if present.get("UserPoolId") is None:
            await self._call("CreateUserPoolDomain", request, where=seeded.where)
            return
        check_same(wanted, present, names=wanted, where=seeded.where, what=f"domain {wanted['Domain']}")

    async def _ensure_resource(
        self, pool: Pool, seeded: SeededRequest, *, create: str, describe: str, by: str
    ) -> None:
        request = {**seeded.request, "UserPoolId": pool.id}
        wanted = self._verify(create, request, where=seeded.where)
        try:
            shown = await self.service.call(describe, {"UserPoolId": pool.id, by: wanted[by]})
        except AwsError:
            await self._call(create, request, where=seeded.where)
            return
        (present,) = shown.values()
        names = self.service.members_of(create)
        check_same(wanted, present, names=names, where=seeded.where, what=f"{by} {wanted[by]}")

    def _verify(self, operation: str, request: Mapping[str, Any], *, where: str) -> dict[str, Any]:
        try:
            return self.service.verify_whole_request(operation, request)
        except AwsError as error:
            raise SeedError(where, error.message) from error

    async def _call(self, operation: str, request: Mapping[str, Any], *, where: str) -> None:
        try:
            await self.service.call(operation, request)
        except AwsError as error:
            raise SeedError(where, error.message) from error
