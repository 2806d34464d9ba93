"""A console over real user pools, identity pools and an org, without a network."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2

from isthmus.clock import SystemClock
from isthmus.local.addresses import Addresses
from isthmus.local.console.app import build_console
from isthmus.local.console.parts import ConsoleParts
from isthmus.local.demo.runs import Runs
from isthmus.local.faults.assembly import Faults, build_faults
from isthmus.local.ready import AdminKey, Ready
from isthmus.secret import Secret
from unit.local.cognito.identity.local_identity_pools import LocalIdentityPools
from unit.local.cognito.local_pools import LocalPools
from unit.local.salesforce.orgs import OrgUnderTest

BASE_URL = "http://127.0.0.1:4567"


@dataclass
class ConsoleUnderTest:
    """The console and what stands behind it."""

    user_pools: LocalPools
    identity_pools: LocalIdentityPools
    salesforce: OrgUnderTest
    faults: Faults = field(default_factory=lambda: build_faults(clock=SystemClock(), mark=lambda _: None))

    def get(self, path: str, **options: Any) -> httpx2.Response:
        return self.request("GET", path, **options)

    def post(self, path: str, document: Any) -> httpx2.Response:
        return self.request("POST", path, json=document)

    def request(self, method: str, path: str, **options: Any) -> httpx2.Response:
        async def send() -> httpx2.Response:
            transport = httpx2.ASGITransport(app=build_console(self.parts()))
            async with httpx2.AsyncClient(transport=transport, base_url=BASE_URL) as client:
                return await client.request(method, path, **options)

        return self.user_pools.run(send())

    def parts(self) -> ConsoleParts:
        return ConsoleParts(
            ready=Ready(
                addresses=Addresses(),
                ca_bundle=Path("ca.pem"),
                admin=AdminKey(access_key_id="AKIASAMPLE", secret_access_key=Secret("sample")),
                demo=None,
            ),
            user_pools=self.user_pools.pools,
            identity_pools=self.identity_pools.pools,
            org=self.salesforce.org,
            switchboard=self.faults.switchboard,
            runs=Runs(
                None, new_session=str, switchboard=self.faults.switchboard, clock=self.user_pools.clock
            ),
        )
