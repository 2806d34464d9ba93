"""The wiring of everything local: who gets whose address, key and port, and what is served where."""

import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2

from isthmus.clock import SystemClock
from isthmus.local.addresses import ACCOUNT_ID, REGION, Addresses
from isthmus.local.aws.app import AwsEndpoint, open_aws_endpoint
from isthmus.local.aws.emulator import Emulator
from isthmus.local.aws.functions import EmulatorFunctions
from isthmus.local.certificates import Certificates, ensure_certificates
from isthmus.local.cognito.app import UserPools, open_user_pools
from isthmus.local.console.app import build_console
from isthmus.local.ready import Demo, Ready
from isthmus.local.salesforce.app import Org, open_org
from isthmus.local.sample_apps import build_sample_api, build_sample_app
from isthmus.local.seed.choice import SeedChoice
from isthmus.local.seed.demo import Seeded, seed_demo
from isthmus.local.servers import Listeners, Servers

if TYPE_CHECKING:
    from isthmus.local.seed.file.reading import SeedFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Systems:
    """The opened systems."""

    addresses: Addresses
    certificates: Certificates
    http: httpx2.AsyncClient
    user_pools: UserPools
    endpoint: AwsEndpoint
    org: Org


@asynccontextmanager
async def open_systems(data_dir: Path, *, addresses: Addresses, emulator: Emulator) -> AsyncIterator[Systems]:
    """Open the systems that keep their state in `data_dir`, over an emulator that starts."""
    clock = SystemClock()
    async with AsyncExitStack() as stack:
        certificates = ensure_certificates(data_dir / "tls", clock=clock)
        http = await stack.enter_async_context(_http_client(certificates))
        functions = EmulatorFunctions(emulator, account_id=ACCOUNT_ID)
        user_pools = open_user_pools(
            database=data_dir / "cognito.sqlite3",
            issuer_base=addresses.aws_endpoint,
            region=REGION,
            account_id=ACCOUNT_ID,
            functions=functions,
            clock=clock,
        )
        stack.enter_context(closing(user_pools))
        endpoint = open_aws_endpoint(
            folder=data_dir,
            emulator=emulator,
            functions=functions,
            user_pools=user_pools,
            provider_client=http,
            issuer_base=addresses.aws_endpoint,
            region=REGION,
            account_id=ACCOUNT_ID,
            clock=clock,
        )
        stack.enter_context(closing(endpoint))
        org = open_org(
            database=data_dir / "salesforce.sqlite3",
            origin=addresses.salesforce,
            org_id=None,
            clock=clock,
            callout_client=http,
        )
        stack.enter_context(closing(org))
        yield Systems(
            addresses=addresses,
            certificates=certificates,
            http=http,
            user_pools=user_pools,
            endpoint=endpoint,
            org=org,
        )


@asynccontextmanager
async def serve(systems: Systems, listeners: Listeners, *, seed: SeedChoice) -> AsyncIterator[Ready]:
    """Serve the systems, put the demo in place through their APIs, and serve what shows it."""
    servers, tls = Servers(), systems.certificates
    if seed.file is not None:
        await _apply(seed.file, systems)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(servers.stop)
        stack.push_async_callback(systems.http.aclose)  # first: no server waits for our own kept connections
        await servers.start(systems.endpoint, listeners.aws, tls=None)
        await servers.start(systems.org.asgi, listeners.salesforce, tls=tls)
        demo = await _seed(systems) if seed.has_demo else None
        if demo is None:
            listeners.api.close()
            listeners.app.close()
        else:
            await servers.start(build_sample_api(demo, systems.addresses), listeners.api, tls=None)
            await servers.start(build_sample_app(demo, systems.addresses), listeners.app, tls=tls)
        ready = Ready(
            addresses=systems.addresses, ca_bundle=tls.ca_bundle, admin=systems.endpoint.admin, demo=demo
        )
        await servers.start(
            build_console(ready, outbox=systems.user_pools.outbox), listeners.console, tls=None
        )
        yield ready


async def _seed(systems: Systems) -> Demo:
    return await seed_demo(
        Seeded(
            addresses=systems.addresses,
            certificates=systems.certificates,
            admin=systems.endpoint.admin,
            user_pools=systems.user_pools,
            org=systems.org,
            http=systems.http,
        )
    )


async def _apply(seed: "SeedFile", systems: Systems) -> None:
    from isthmus.local.seed.file.applying import apply_seed_file  # noqa: PLC0415  YAML is not always needed

    await apply_seed_file(seed, user_pools=systems.user_pools, identity_pools=systems.endpoint.identity_pools)


def _http_client(certificates: Certificates) -> httpx2.AsyncClient:
    """Trust what the machine trusts, and the stack's own CA."""
    context = ssl.create_default_context()
    context.load_verify_locations(cafile=certificates.ca_bundle)
    return httpx2.AsyncClient(verify=context, follow_redirects=False, trust_env=False)
