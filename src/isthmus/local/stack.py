"""Start all systems of the local stack in one process (ministack in a child), and stop them together.

The wiring of everything local is here: who gets whose address, key and port. Order of start: sockets first,
so that a taken port is named before anything runs; then the AWS endpoint and the org; the seed, through
their APIs; and last the sample apps and the console, which show what the seed made.
"""

import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path

import httpx2

from isthmus.clock import Clock, SystemClock
from isthmus.local.addresses import ACCOUNT_ID, REGION, Addresses
from isthmus.local.aws.app import AwsEndpoint, open_aws_endpoint
from isthmus.local.aws.emulator import Emulator
from isthmus.local.aws.functions import EmulatorFunctions
from isthmus.local.certificates import Certificates, ensure_certificates
from isthmus.local.cognito.app import UserPools, open_user_pools
from isthmus.local.console.app import build_console
from isthmus.local.ready import Ready
from isthmus.local.salesforce.app import Org, open_org
from isthmus.local.sample_apps import build_sample_api, build_sample_app
from isthmus.local.seed.demo import Systems, seed_demo
from isthmus.local.servers import Listeners, Servers, bind_all


@dataclass(frozen=True, slots=True, kw_only=True)
class StackOptions:
    """What `isthmus up` was asked for."""

    addresses: Addresses
    data_dir: Path
    seed_demo: bool


@asynccontextmanager
async def running_stack(options: StackOptions) -> AsyncIterator[Ready]:
    """Start the stack; what it gives answers at every address until the block ends.

    Raises an IsthmusError in one line for a taken port, a data directory in use or damaged, or a program
    that is missing.
    """
    clock = SystemClock()
    async with AsyncExitStack() as stack:
        listeners = stack.enter_context(bind_all(options.addresses))
        certificates = ensure_certificates(options.data_dir / "tls", clock=clock)
        http = await stack.enter_async_context(_http_client(certificates))
        emulator = Emulator(
            folder=options.data_dir / "aws",
            endpoint_url=options.addresses.aws_endpoint,
            region=REGION,
            account_id=ACCOUNT_ID,
        )
        await emulator.start()
        stack.push_async_callback(emulator.stop)
        functions = EmulatorFunctions(emulator, account_id=ACCOUNT_ID)
        user_pools = stack.enter_context(closing(_user_pools(options, functions=functions, clock=clock)))
        endpoint = stack.enter_context(
            closing(_aws_endpoint(options, emulator, functions, user_pools, http=http, clock=clock))
        )
        org = stack.enter_context(closing(_org(options, http=http, clock=clock)))
        servers = Servers()
        stack.push_async_callback(servers.stop)
        stack.push_async_callback(http.aclose)  # first, so that no server waits for our own kept connections
        await emulator.ready()
        systems = Systems(
            addresses=options.addresses,
            certificates=certificates,
            admin=endpoint.admin,
            user_pools=user_pools,
            org=org,
            http=http,
        )
        yield await _serve(servers, listeners, systems, endpoint=endpoint, with_demo=options.seed_demo)


async def _serve(
    servers: Servers, listeners: Listeners, systems: Systems, *, endpoint: AwsEndpoint, with_demo: bool
) -> Ready:
    tls = systems.certificates
    await servers.start(endpoint, listeners.aws, tls=None)
    await servers.start(systems.org.asgi, listeners.salesforce, tls=tls)
    demo = await seed_demo(systems) if with_demo else None
    if demo:
        await servers.start(build_sample_api(demo, systems.addresses), listeners.api, tls=None)
        await servers.start(build_sample_app(demo, systems.addresses), listeners.app, tls=tls)
    ready = Ready(addresses=systems.addresses, ca_bundle=tls.ca_bundle, admin=systems.admin, demo=demo)
    await servers.start(build_console(ready), listeners.console, tls=None)
    return ready


def _http_client(certificates: Certificates) -> httpx2.AsyncClient:
    """Trust what the machine trusts, and the stack's own CA."""
    context = ssl.create_default_context()
    context.load_verify_locations(cafile=certificates.ca_bundle)
    return httpx2.AsyncClient(verify=context, follow_redirects=False, trust_env=False)


def _user_pools(options: StackOptions, *, functions: EmulatorFunctions, clock: Clock) -> UserPools:
    return open_user_pools(
        database=options.data_dir / "cognito.sqlite3",
        issuer_base=options.addresses.aws_endpoint,
        region=REGION,
        account_id=ACCOUNT_ID,
        functions=functions,
        clock=clock,
    )


def _aws_endpoint(
    options: StackOptions,
    emulator: Emulator,
    functions: EmulatorFunctions,
    user_pools: UserPools,
    *,
    http: httpx2.AsyncClient,
    clock: Clock,
) -> AwsEndpoint:
    return open_aws_endpoint(
        folder=options.data_dir,
        emulator=emulator,
        functions=functions,
        user_pools=user_pools,
        provider_client=http,
        issuer_base=options.addresses.aws_endpoint,
        region=REGION,
        account_id=ACCOUNT_ID,
        clock=clock,
    )


def _org(options: StackOptions, *, http: httpx2.AsyncClient, clock: Clock) -> Org:
    return open_org(
        database=options.data_dir / "salesforce.sqlite3",
        origin=options.addresses.salesforce,
        org_id=None,
        clock=clock,
        callout_client=http,
    )
