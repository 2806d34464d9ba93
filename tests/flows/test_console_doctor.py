"""The doctor in a real browser: what is wrong, where, and how to mend it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from flows.console_visits import visiting
from flows.driving import Stack

pytestmark = pytest.mark.browser

EXAMINATION_MS = 60_000


@pytest.fixture
def wrong_secret(stack: Stack) -> Iterator[None]:
    switchboard = f"{stack['console']}/faults"
    with stack.http() as http:
        http.post(switchboard, json={"fault": "wrong-secret"})
        yield
        http.delete(switchboard)


@pytest.mark.usefixtures("wrong_secret")
def test_the_doctor_finds_a_wrong_secret_and_says_what_mends_it(browser: Browser, stack: Stack) -> None:
    with visiting(browser, stack) as visit:
        page = visit.open("/doctor")
        page.get_by_role("button", name="Examine").click()
        expect(page.get_by_role("status").filter(has_text="checks:")).to_be_visible(timeout=EXAMINATION_MS)
        failed = page.locator(".finding[data-verdict=failed]")
        expect(failed.filter(has_text="m2m.callout")).to_contain_text("Mend:")
        expect(page.get_by_role("region", name="session_sso").locator(".finding")).not_to_have_count(0)
        visit.check_on_all_screens()
