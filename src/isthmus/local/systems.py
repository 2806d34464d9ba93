"""The wiring of what stands beside AWS: the org, the demo in both, the sample programs and the console."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from functools import partial
from pathlib import Path

from isthmus.local.cloud import Cloud
from isthmus.local.console.app import build_console
from isthmus.local.console.parts import ConsoleParts
from isthmus.local.demo.runs import Runs
from isthmus.local.ready import Ready
from isthmus.local.salesforce.app import Org, open_org
from isthmus.local.sample_apps import build_sample_api, build_sample_app
from isthmus.local.seed.choice import SeedChoice
from isthmus.local.seed.demo import Seeded, seed_demo, seed_org
from isthmus.local.served import Served
from isthmus.local.servers import Listeners, Servers
from isthmus.local.tracing.assembly import build_inspection, build_traffic
from isthmus.local.tracing.exchange import Receiver
from isthmus.local.tracing.inbound import traced
from isthmus.local.tracing.tokens.stack_issuers import StackIssuers

RUN_SESSION_SECONDS = 600
API_HEALTH = frozenset({"/health"})


@asynccontextmanager
async def serve_systems(
    cloud: Cloud, servers: Servers, listeners: Listeners, *, data_dir: Path, seed: SeedChoice
) -> AsyncIterator[Served]:
    """Serve the org, put the demo in place through the APIs of both sides, and serve what shows it."""
    tls = cloud.certificates
    as_traced = partial(traced, tracer=cloud.tracer, unrecorded=frozenset())
    async with AsyncExitStack() as stack:
        org = open_org(
            database=data_dir / "salesforce.sqlite3",
            origin=cloud.addresses.salesforce,
            org_id=None,
            clock=cloud.clock,
            callout_client=cloud.http,
            conditions=cloud.faults.org_conditions,
            token_clock=cloud.faults.org_token_clock,
        )
        stack.enter_context(closing(org))
        # Before the org's file is closed, nobody is to be served any more.
        stack.push_async_callback(servers.stop)
        stack.push_async_callback(cloud.http.aclose)  # first: no server waits for our own kept connections
        stack.callback(cloud.faults.switchboard.all_off)  # first: no request waits at the stop by a fault
        cloud.faults.keys_rotated.connect(pools=cloud.user_pools.rotate_all_keys, org=org.rotate_signing_key)
        watched_org = as_traced(cloud.faults.around_org(org.asgi), receiver=Receiver.SALESFORCE)
        await servers.start(watched_org, listeners.salesforce, tls=tls)
        seeded = _seeded(cloud, org)
        demo = await seed_demo(seeded) if seed.has_demo else None
        org_only = seed_org(seeded) if seed.has_org and demo is None else None
        if demo is None:
            listeners.api.close()
            listeners.app.close()
        else:
            api = as_traced(
                build_sample_api(demo, cloud.addresses), receiver=Receiver.API, unrecorded=API_HEALTH
            )
            app = as_traced(build_sample_app(demo, cloud.addresses), receiver=Receiver.APP)
            await servers.start(api, listeners.api, tls=None)
            await servers.start(app, listeners.app, tls=tls)
        ready = Ready(
            addresses=cloud.addresses,
            ca_bundle=tls.ca_bundle,
            admin=cloud.endpoint.admin,
            demo=demo,
            org=org_only,
        )
        runs = _runs(ready, cloud=cloud, org=org)
        stack.callback(runs.close)  # first: no run goes on asking while servers stop
        parts = _console_parts(cloud, org=org, ready=ready, runs=runs)
        stack.callback(parts.traffic.close)  # first: no stream of hops holds up the stop
        console = build_console(parts)
        await servers.start(console, listeners.console, tls=None)
        cloud.tracer.forget()  # the demo's own setting up is nobody's traffic
        yield Served(ready=ready, tracer=cloud.tracer, traffic=parts.traffic)


def _console_parts(cloud: Cloud, *, org: Org, ready: Ready, runs: Runs) -> ConsoleParts:
    identity_pools = cloud.endpoint.identity_pools
    issuers = StackIssuers(user_pools=cloud.user_pools, identity_pools=identity_pools, org=org)
    return ConsoleParts(
        ready=ready,
        user_pools=cloud.user_pools,
        identity_pools=identity_pools,
        org=org,
        switchboard=cloud.faults.switchboard,
        runs=runs,
        traffic=build_traffic(cloud.tracer, issuers=issuers, ready=ready, clock=cloud.clock),
        inspection=build_inspection(
            issuers=issuers,
            ready=ready,
            user_pools=cloud.user_pools,
            identity_pools=identity_pools,
            check_web_identity=cloud.endpoint.check_web_identity,
            org=org,
            clock=cloud.clock,
        ),
    )


def _runs(ready: Ready, *, cloud: Cloud, org: Org) -> Runs:
    return Runs(
        ready.to_document() if ready.demo is not None else None,
        new_session=partial(org.create_session, lifetime_seconds=RUN_SESSION_SECONDS),
        switchboard=cloud.faults.switchboard,
        clock=cloud.clock,
    )


def _seeded(cloud: Cloud, org: Org) -> Seeded:
    return Seeded(
        addresses=cloud.addresses,
        certificates=cloud.certificates,
        admin=cloud.endpoint.admin,
        user_pools=cloud.user_pools,
        org=org,
        http=cloud.http,
    )
