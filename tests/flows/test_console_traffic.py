"""Traffic in a real browser: what other programs do appears by itself, grouped, filtered, exported."""

import json

import pytest
from playwright.sync_api import Locator, Page, expect

from flows.console_visits import Visit
from flows.driving import Stack, machine_token

pytestmark = pytest.mark.browser


@pytest.fixture
def page(visit: Visit, stack: Stack) -> Page:
    with stack.http() as http:
        http.delete(f"{stack['console']}/api/hops")
    shown = visit.open("/traffic")
    expect(shown.get_by_role("heading", name="Nothing yet")).to_be_visible()
    return shown


def traces(page: Page) -> Locator:
    return page.locator(".trace:visible")


def test_markup_in_a_request_stays_text(page: Page, stack: Stack) -> None:
    markup = "<img src=x id=injected onerror=document.title='injected'>"
    with stack.http() as http:
        http.post(f"{stack['api']}/{markup}", json={markup: markup}, headers={"User-Agent": markup})
    traces(page).get_by_role("button").first.click()
    page.locator("button.hop").first.click()
    expect(page.get_by_role("dialog").get_by_role("region", name="Request")).to_contain_text("<img src=x")
    expect(page.locator("#injected")).to_have_count(0)
    expect(page).to_have_title("Traffic · Isthmus")


def test_a_program_outside_appears_by_itself(page: Page, visit: Visit, stack: Stack) -> None:
    token = machine_token(stack)
    expect(traces(page)).to_have_count(1)
    expect(page.get_by_role("status").filter(has_text="1 hop")).to_be_visible()
    traces(page).get_by_role("button").first.press("Enter")
    page.locator("button.hop").first.click()
    expect(page.get_by_role("dialog")).to_contain_text("client_credentials")
    visit.check_calm()
    page.keyboard.press("Escape")
    visit.check_on_all_screens()
    assert token not in page.content()
    assert token.rpartition(".")[2] not in page.content()


def test_filters_let_through_what_is_asked_for(page: Page, stack: Stack) -> None:
    machine_token(stack)
    stack.client("dynamodb").list_tables()
    expect(traces(page)).to_have_count(2)
    page.get_by_label("Search").fill("ListTables")
    expect(traces(page)).to_have_count(1)
    page.get_by_label("Search").fill("")
    page.get_by_label("Party").select_option("cognito")
    expect(traces(page)).to_have_count(1)
    page.get_by_label("Outcome").select_option("refused")
    expect(traces(page)).to_have_count(0)
    page.get_by_label("Outcome").select_option("")
    page.get_by_label("Party").select_option("")
    page.get_by_label("Flow").select_option("m2m")
    expect(traces(page)).to_have_count(1)


def test_a_pause_holds_what_comes_and_shows_it_afterwards(page: Page, stack: Stack) -> None:
    page.get_by_role("button", name="Pause").click()
    machine_token(stack)
    expect(page.locator("#tally")).to_contain_text("paused")
    expect(page.locator("#tally")).to_contain_text("waiting")
    expect(traces(page)).to_have_count(0)
    page.get_by_role("button", name="Pause").click()
    expect(traces(page)).to_have_count(1)


def test_the_exports_have_what_the_filters_say(page: Page, stack: Stack) -> None:
    machine_token(stack)
    stack.client("dynamodb").list_tables()
    expect(traces(page)).to_have_count(2)
    page.get_by_label("Flow").select_option("m2m")
    with page.expect_download() as json_file:
        page.get_by_role("link", name="JSON").click()
    hops = json.loads(json_file.value.path().read_text())["hops"]
    assert {hop["flow"] for hop in hops} == {"m2m"}
    with page.expect_download() as diagram:
        page.get_by_role("link", name="Mermaid").click()
    assert diagram.value.path().read_text().startswith("sequenceDiagram")


def test_clear_forgets_what_was(page: Page, stack: Stack) -> None:
    machine_token(stack)
    expect(traces(page)).to_have_count(1)
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_role("heading", name="Nothing yet")).to_be_visible()
    with stack.http() as http:
        assert http.get(f"{stack['console']}/api/hops").json()["hops"] == []
