from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx2
import pytest

from isthmus.local.addresses import Addresses
from isthmus.local.console.app import build_console
from isthmus.local.console.parts import ConsoleParts
from isthmus.local.ready import AdminKey, Ready
from isthmus.secret import Secret

ConsoleFor = Callable[..., httpx2.AsyncClient]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def parts() -> ConsoleParts:
    admin = AdminKey(access_key_id="AKIASAMPLE", secret_access_key=Secret("sample"))
    ready = Ready(addresses=Addresses(), ca_bundle=Path("ca.pem"), admin=admin, demo=None)
    return ConsoleParts(ready=ready, outbox=tuple)


@pytest.fixture
async def console(parts: ConsoleParts) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=build_console(parts))
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:4567") as client:
        yield client
