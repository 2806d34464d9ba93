"""Every page of the console: nobody else asked, no secret shown, fit for every screen and for everybody."""

import pytest
from playwright.sync_api import expect

from flows.console_visits import Visit, secrets_of
from flows.driving import Stack
from isthmus.local.console.pages import PAGES

pytestmark = pytest.mark.browser


def test_the_ready_file_has_secrets_to_look_for(stack: Stack) -> None:
    assert {name for name, _ in secrets_of(stack.ready)} == {
        "password",
        "session_id",
        "client_secret",
        "secret_access_key",
    }


@pytest.mark.parametrize("path", [page.path for page in PAGES])
def test_a_page_fits_every_screen_and_everybody(visit: Visit, path: str) -> None:
    page = visit.open(path)
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    visit.check_on_all_screens()


def test_the_keyboard_gets_past_the_navigation(visit: Visit) -> None:
    page = visit.open("/outbox")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
