"""Start the local stack in order, and stop it: sockets, the emulator's process, our systems, the demo.

Sockets come first, so that a taken port is named before anything runs. The emulator's process starts next and
the modules of our AWS side are imported meanwhile: both take a third of a second. Who connects to an address
before it is served waits in the socket's queue.
"""

import asyncio
import importlib
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from isthmus.clock import SystemClock
from isthmus.local.addresses import ACCOUNT_ID, REGION, Addresses
from isthmus.local.aws.emulator import Emulator
from isthmus.local.aws.routing import HEALTH_PATH
from isthmus.local.seed.choice import SeedChoice
from isthmus.local.servers import Servers, bind_all
from isthmus.local.tracing.exchange import Receiver
from isthmus.local.tracing.inbound import traced
from isthmus.local.tracing.tracer import Tracer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from isthmus.local.cloud import Cloud
    from isthmus.local.seed.file.reading import SeedFile
    from isthmus.local.served import Served


@dataclass(frozen=True, slots=True, kw_only=True)
class StackOptions:
    """What `isthmus up` was asked for."""

    addresses: Addresses
    data_dir: Path
    seed: SeedChoice
    is_traced: bool
    """Whether the exchanges of the systems are recorded."""


@asynccontextmanager
async def running_stack(options: StackOptions) -> "AsyncIterator[Served]":
    """Start the stack; what it gives answers at every address until the block ends.

    Raises an IsthmusError in one line for a taken port, a data directory in use or damaged, or a program
    that is missing.
    """
    async with AsyncExitStack() as stack:
        listeners = stack.enter_context(bind_all(options.addresses))
        emulator = Emulator(
            folder=options.data_dir / "aws",
            endpoint_url=options.addresses.aws_endpoint,
            region=REGION,
            account_id=ACCOUNT_ID,
        )
        await emulator.start()
        stack.push_async_callback(emulator.stop)

        from isthmus.local.cloud import open_cloud  # noqa: PLC0415  while the emulator starts

        clock = SystemClock()
        cloud = await stack.enter_async_context(
            open_cloud(
                options.data_dir,
                addresses=options.addresses,
                emulator=emulator,
                clock=clock,
                tracer=Tracer(clock=clock, is_on=options.is_traced),
            )
        )
        servers = Servers()
        stack.push_async_callback(servers.stop)
        await emulator.ready()
        if options.seed.file is not None:
            await _apply(options.seed.file, cloud)
        await servers.start(_watched_endpoint(cloud), listeners.aws, tls=None)

        # In a thread: the endpoint answers meanwhile.
        await asyncio.to_thread(importlib.import_module, "isthmus.local.systems")
        from isthmus.local.systems import serve_systems  # noqa: PLC0415  imported by the line above

        yield await stack.enter_async_context(
            serve_systems(cloud, servers, listeners, data_dir=options.data_dir, seed=options.seed)
        )


def _watched_endpoint(cloud: "Cloud") -> Any:
    return traced(
        cloud.faults.around_aws(cloud.endpoint),
        tracer=cloud.tracer,
        receiver=Receiver.AWS,
        unrecorded=frozenset({HEALTH_PATH}),
    )


async def _apply(seed: "SeedFile", cloud: "Cloud") -> None:
    from isthmus.local.seed.file.applying import apply_seed_file  # noqa: PLC0415  YAML is not always needed

    await apply_seed_file(seed, user_pools=cloud.user_pools, identity_pools=cloud.endpoint.identity_pools)
