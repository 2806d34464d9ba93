"""Which e-mails are kept."""

import pytest

from isthmus.salesforce.session_owner import email_if_verified

NO_EMAILS = [
    None,
    "",
    "jane",
    "@example.com",
    "jane@",
    "jane@victim.example@evil.example",
    "jane@example.com\n",
    "jane\r\nBcc: x@example.com",
    "jane doe@example.com",
    "<jane@example.com>",
    '"jane"@example.com',
    "jane@example.com,joe@example.com",
    f"{'j' * 65}@example.com",
    f"jane@{'e' * 190}",
]


@pytest.mark.parametrize("email", NO_EMAILS)
def test_drops_what_is_no_email(email: str | None) -> None:
    assert email_if_verified(email, is_verified=True) is None


def test_drops_an_unverified_email() -> None:
    assert email_if_verified("jane@example.com", is_verified=False) is None


@pytest.mark.parametrize("email", ["jane@example.com", "j.o'neil+x@sub.example.com", "żaneta@example.com"])
def test_keeps_a_verified_email(email: str) -> None:
    assert email_if_verified(email, is_verified=True) == email
