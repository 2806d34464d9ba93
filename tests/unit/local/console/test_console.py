from pathlib import Path

import httpx2
import pytest

from isthmus.local.addresses import Addresses
from isthmus.local.cognito.outbox import Message
from isthmus.local.console.app import build_console
from isthmus.local.ready import AdminKey, Ready
from isthmus.secret import Secret

pytestmark = pytest.mark.anyio

MESSAGE = Message(
    id=1,
    pool_id="us-east-1_Sample001",
    username="<script>alert(1)</script>",
    purpose="sign_up",
    medium="EMAIL",
    destination="jane@example.com",
    subject="Your code",
    text="Your code is 123456 & more",
    code="123456",
    sent_at=1_800_000_000.0,
)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def get(
    path: str, *, host: str = "127.0.0.1:4567", messages: tuple[Message, ...] = ()
) -> httpx2.Response:
    admin = AdminKey(access_key_id="AKIASAMPLE", secret_access_key=Secret("sample"))
    ready = Ready(addresses=Addresses(), ca_bundle=Path("ca.pem"), admin=admin, demo=None)
    transport = httpx2.ASGITransport(app=build_console(ready, outbox=lambda: messages))
    async with httpx2.AsyncClient(transport=transport, base_url=f"http://{host}") as client:
        return await client.get(path)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example"])
async def test_refuses_to_show_the_outbox_under_a_foreign_name(host: str) -> None:
    answer = await get("/outbox", host=host, messages=(MESSAGE,))
    assert answer.status_code == 403
    assert "123456" not in answer.text


async def test_shows_messages_escaped() -> None:
    page = (await get("/outbox", messages=(MESSAGE,))).text
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "Your code is 123456 &amp; more" in page
    assert "2027-01-15 08:00:00Z" in page


async def test_an_empty_outbox_says_so_and_the_first_page_leads_to_it() -> None:
    assert "There are no messages." in (await get("/outbox")).text
    assert 'href="/outbox"' in (await get("/")).text
