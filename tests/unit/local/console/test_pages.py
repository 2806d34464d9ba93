import pytest

from isthmus.local.cognito.app import UserPools
from isthmus.local.cognito.outbox import Message
from unit.local.console.console_under_test import ConsoleUnderTest

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


def test_shows_messages_escaped(console: ConsoleUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(UserPools, "outbox", lambda _: (MESSAGE,))
    page = console.get("/outbox").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "Your code is 123456 &amp; more" in page
    assert "2027-01-15 08:00:00Z" in page


def test_an_empty_outbox_says_so_and_the_first_page_leads_to_it(console: ConsoleUnderTest) -> None:
    assert "There are no messages." in console.get("/outbox").text
    assert 'href="/outbox"' in console.get("/").text
