"""`web_identity` in a real Chromium: the pages a person sees, with the real AWS SDK in the browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from flows.driving import Stack

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def log_in(page: Page, stack: Stack, *, index: int = 0) -> None:
    user = stack.user(index=index)
    page.goto(f"{stack['app']}/index.html")
    page.get_by_role("button", name="Sign In with Salesforce").click()
    page.get_by_label("Username").fill(user["username"])
    page.get_by_label("Password").fill(user["password"])
    page.get_by_role("button", name="Log In").click()


def test_deny_ends_in_user_denied_authorization(page: Page, stack: Stack) -> None:
    log_in(page, stack)
    page.get_by_role("button", name="Deny").click()
    expect(page.locator("#error")).to_contain_text("User denied authorization")
    expect(page.locator("#error")).to_contain_text("access_denied")


def test_a_callback_that_was_not_asked_for_is_refused(page: Page, stack: Stack) -> None:
    page.goto(f"{stack['app']}/callback.html?code=made-up&state=made-up")
    expect(page.locator("#error")).to_be_visible()
    expect(page.locator("#items")).not_to_contain_text("101")


def test_an_error_description_is_shown_as_text(page: Page, stack: Stack) -> None:
    page.goto(f"{stack['app']}/callback.html?error=x&error_description=%3Cimg%20src%3Dx%20id%3Dxss%3E")
    expect(page.locator("#error")).to_be_visible()
    assert page.locator("#xss").count() == 0


def test_allow_lists_the_items_of_the_table(page: Page, stack: Stack) -> None:
    log_in(page, stack)
    page.get_by_role("button", name="Allow").click()
    expect(page.locator("#items")).to_contain_text("101", timeout=15_000)
    assert "code=" not in page.url
    stored = page.evaluate("JSON.stringify([Object.entries(sessionStorage), Object.entries(localStorage)])")
    assert stored == "[[],[]]"
