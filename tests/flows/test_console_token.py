"""A pasted token in a real browser: what it is, what it opens, and that it is not kept."""

import pytest
from playwright.sync_api import expect

from flows.console_visits import Visit
from flows.driving import Stack, machine_token

pytestmark = pytest.mark.browser


def test_what_is_no_token_is_refused_in_words(visit: Visit) -> None:
    page = visit.open("/token")
    page.get_by_label("Token", exact=True).fill("sample text")
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_role("alert")).to_contain_text("neither a JSON Web Token")
    expect(page.locator("#answer")).to_be_hidden()
    visit.complaints.clear()  # the browser tells of the 400


def test_a_spoilt_token_does_not_verify(visit: Visit, stack: Stack) -> None:
    page = visit.open("/token")
    page.get_by_label("Token", exact=True).fill(machine_token(stack)[:-8] + "AAAAAAAA")
    page.get_by_role("button", name="Read it").click()
    expect(page.locator(".token-is")).to_contain_text("Does not verify here")
    expect(page.locator(".check").filter(has_text="signature").first).to_contain_text("Failed")
    expect(page.locator(".door[data-opens=true]")).to_have_count(0)


def test_a_machines_token_is_told_from_its_look_alikes(visit: Visit, stack: Stack) -> None:
    page, token = visit.open("/token"), machine_token(stack)
    page.get_by_label("Token", exact=True).fill(f"Bearer {token}")
    page.get_by_role("button", name="Read it").press("Enter")
    expect(page.get_by_role("region", name="What the token is")).to_be_focused()
    expect(page.locator(".token-is")).to_contain_text("access token of a machine")
    expect(page.locator(".token-is")).to_contain_text("Verifies here")
    expect(page.locator(".door[data-opens=true]")).to_contain_text(["ample API"])
    expect(page.locator(".door[data-opens=false]").first).to_be_visible()
    expect(page.locator(".claim").filter(has_text="client_id").first).to_contain_text(
        stack["m2m"]["client_id"]
    )
    visit.check_on_all_screens()
    assert [url for url in visit.asked if token[:20] in url] == []
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    assert kept == '[{},{},""]'


def test_a_token_is_gone_when_one_comes_back(visit: Visit, stack: Stack) -> None:
    page = visit.open("/token")
    page.get_by_label("Token", exact=True).fill(machine_token(stack))
    visit.open("/outbox")
    page.go_back()
    expect(page.get_by_label("Token", exact=True)).to_have_value("")
    expect(page.locator("#answer")).to_be_hidden()
