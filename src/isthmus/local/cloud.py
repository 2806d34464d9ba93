"""The AWS side of the stack: user pools, identity pools and the endpoint, opened and served first.

Nothing here imports the Salesforce org or the demo, so that the endpoint answers while those are imported.
"""

import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path

import httpx2

from isthmus.clock import Clock
from isthmus.local.addresses import ACCOUNT_ID, REGION, Addresses
from isthmus.local.aws.app import AwsEndpoint, open_aws_endpoint
from isthmus.local.aws.emulator import Emulator
from isthmus.local.aws.functions import EmulatorFunctions
from isthmus.local.certificates import Certificates, ensure_certificates
from isthmus.local.cognito.app import UserPools, open_user_pools
from isthmus.local.faults.assembly import Faults, build_faults
from isthmus.local.faults.marking import marking
from isthmus.local.tracing.functions import traced_functions
from isthmus.local.tracing.outbound import traced_transport
from isthmus.local.tracing.tracer import Tracer


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloud:
    """The opened AWS side. `http` trusts what the machine trusts, and the stack's own CA."""

    addresses: Addresses
    certificates: Certificates
    clock: Clock
    tracer: Tracer
    http: httpx2.AsyncClient
    user_pools: UserPools
    endpoint: AwsEndpoint
    faults: Faults


@asynccontextmanager
async def open_cloud(
    data_dir: Path, *, addresses: Addresses, emulator: Emulator, clock: Clock, tracer: Tracer
) -> AsyncIterator[Cloud]:
    """Open what keeps its state in `data_dir`, over an emulator that starts."""
    async with AsyncExitStack() as stack:
        certificates = ensure_certificates(data_dir / "tls", clock=clock)
        http = await stack.enter_async_context(_http_client(certificates, addresses=addresses, tracer=tracer))
        functions = EmulatorFunctions(emulator, account_id=ACCOUNT_ID)
        faults = build_faults(clock=clock, mark=marking(tracer))
        user_pools = open_user_pools(
            database=data_dir / "cognito.sqlite3",
            issuer_base=addresses.aws_endpoint,
            region=REGION,
            account_id=ACCOUNT_ID,
            functions=traced_functions(faults.around_functions(functions), tracer=tracer),
            provider_client=http,
            clock=clock,
            token_clock=faults.cognito_token_clock,
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
        yield Cloud(
            addresses=addresses,
            certificates=certificates,
            clock=clock,
            tracer=tracer,
            http=http,
            user_pools=user_pools,
            endpoint=endpoint,
            faults=faults,
        )


def _http_client(certificates: Certificates, *, addresses: Addresses, tracer: Tracer) -> httpx2.AsyncClient:
    context = ssl.create_default_context()
    context.load_verify_locations(cafile=certificates.ca_bundle)
    transport = httpx2.AsyncHTTPTransport(verify=context, trust_env=False)
    return httpx2.AsyncClient(
        transport=traced_transport(transport, tracer=tracer, addresses=addresses),
        follow_redirects=False,
        trust_env=False,
    )
