"""A console over real user pools, identity pools and an org, without a network."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2

from isthmus.clock import SystemClock
from isthmus.local.addresses import Addresses
from isthmus.local.awsjson import AwsError
from isthmus.local.console.app import build_console
from isthmus.local.console.parts import ConsoleParts
from isthmus.local.demo.runs import Runs
from isthmus.local.faults.assembly import Faults, build_faults
from isthmus.local.ready import AdminKey, Ready
from isthmus.local.tracing.assembly import build_inspection, build_traffic
from isthmus.local.tracing.tokens.stack_issuers import StackIssuers
from isthmus.local.tracing.tracer import Tracer
from isthmus.secret import Secret
from unit.local.cognito.identity.local_identity_pools import LocalIdentityPools
from unit.local.cognito.local_pools import LocalPools
from unit.local.salesforce.orgs import OrgUnderTest

BASE_URL = "http://127.0.0.1:4567"


async def refuse_web_identity(_: str) -> str:
    """Say no as STS does to a provider that nobody made."""
    raise AwsError("InvalidIdentityToken", "No OpenIDConnect provider found in your account")


@dataclass
class ConsoleUnderTest:
    """The console and what stands behind it."""

    user_pools: LocalPools
    identity_pools: LocalIdentityPools
    salesforce: OrgUnderTest
    tracer: Tracer = field(default_factory=lambda: Tracer(clock=SystemClock()))
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
        ready = Ready(
            addresses=Addresses(),
            ca_bundle=Path("ca.pem"),
            admin=AdminKey(access_key_id="AKIASAMPLE", secret_access_key=Secret("sample")),
            demo=None,
        )
        user_pools, identity_pools, org = (
            self.user_pools.pools,
            self.identity_pools.pools,
            self.salesforce.org,
        )
        clock = self.user_pools.clock
        issuers = StackIssuers(user_pools=user_pools, identity_pools=identity_pools, org=org)
        return ConsoleParts(
            ready=ready,
            user_pools=user_pools,
            identity_pools=identity_pools,
            org=org,
            traffic=build_traffic(self.tracer, issuers=issuers, ready=ready, clock=clock),
            inspection=build_inspection(
                issuers=issuers,
                ready=ready,
                user_pools=user_pools,
                identity_pools=identity_pools,
                check_web_identity=refuse_web_identity,
                org=org,
                clock=clock,
            ),
            switchboard=self.faults.switchboard,
            runs=Runs(
                None, new_session=str, switchboard=self.faults.switchboard, clock=self.user_pools.clock
            ),
        )
