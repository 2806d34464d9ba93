from dataclasses import replace

import httpx2
import pytest

from isthmus.local.cognito.outbox import Message
from isthmus.local.console.app import build_console
from isthmus.local.console.parts import ConsoleParts

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


async def test_shows_messages_escaped(parts: ConsoleParts) -> None:
    transport = httpx2.ASGITransport(app=build_console(replace(parts, outbox=lambda: (MESSAGE,))))
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:4567") as client:
        page = (await client.get("/outbox")).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "Your code is 123456 &amp; more" in page
    assert "2027-01-15 08:00:00Z" in page


async def test_an_empty_outbox_says_so_and_the_first_page_leads_to_it(console: httpx2.AsyncClient) -> None:
    assert "There are no messages." in (await console.get("/outbox")).text
    assert 'href="/outbox"' in (await console.get("/")).text
