"""The switchboard in a real browser: what is switched here is on in the stack."""

import shlex
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from flows.console_visits import Visit
from flows.driving import Stack

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def quiet(stack: Stack) -> Iterator[None]:
    yield
    with stack.http() as http:
        http.delete(f"{stack['console']}/faults")


def faults_on(stack: Stack) -> dict[str, Any]:
    with stack.http() as http:
        faults = http.get(f"{stack['console']}/faults").json()["faults"]
    return {fault["fault"]: fault["settings"] for fault in faults if fault["is_on"]}


def card(page: Page, fault: str) -> Any:
    return page.locator(".fault").filter(has=page.get_by_text(fault, exact=True))


def test_a_setting_out_of_range_is_refused_in_words(visit: Visit, stack: Stack) -> None:
    page = visit.open("/break-it")
    card(page, "org-slow").get_by_role("spinbutton").fill("99")
    card(page, "org-slow").get_by_role("switch").click()
    expect(page.get_by_role("alert")).to_contain_text("a number from 0.1 to 30 is wanted")
    expect(card(page, "org-slow").get_by_role("switch")).to_have_attribute("aria-checked", "false")
    assert faults_on(stack) == {}
    visit.complaints.clear()  # the browser tells of the 400


def test_a_switch_is_on_in_the_stack_and_said_on_every_page(visit: Visit, stack: Stack) -> None:
    page = visit.open("/break-it")
    card(page, "org-slow").get_by_role("spinbutton").fill("0.2")
    card(page, "org-slow").get_by_role("switch").press("Enter")
    expect(page.get_by_text("1 fault on")).to_be_visible()
    assert faults_on(stack) == {"org-slow": {"seconds": 0.2}}
    visit.open("/outbox")
    expect(page.locator("#fault-line")).to_contain_text("A fault is on: Org slow")
    page.get_by_role("button", name="Turn off").click()
    expect(page.locator("#fault-line")).to_be_hidden()
    assert faults_on(stack) == {}


def test_a_fault_of_somebody_else_appears_by_itself(visit: Visit, stack: Stack) -> None:
    page = visit.open("/break-it")
    expect(page.get_by_text("No fault is on.")).to_be_visible()
    with stack.http() as http:
        http.post(f"{stack['console']}/faults", json={"fault": "org-slow", "settings": {"seconds": 0.3}})
    expect(card(page, "org-slow").get_by_role("switch")).to_have_attribute("aria-checked", "true")
    expect(card(page, "org-slow").get_by_role("spinbutton")).to_have_value("0.3")
    visit.check_on_all_screens()
    page.get_by_role("button", name="Turn all off").click()
    expect(page.get_by_text("No fault is on.")).to_be_visible()


def test_the_curl_line_does_what_the_switch_does(visit: Visit, stack: Stack) -> None:
    page = visit.open("/break-it")
    card(page, "org-slow").get_by_role("spinbutton").fill("0.4")
    line = card(page, "org-slow").locator(".command-text").inner_text()
    command, url, *flags = shlex.split(line)
    assert (command, flags[:3]) == ("curl", ["-H", "Content-Type: application/json", "-d"])
    with stack.http() as http:
        answer = http.post(url, content=flags[3], headers={"Content-Type": "application/json"})
    assert answer.status_code == 200
    assert faults_on(stack) == {"org-slow": {"seconds": 0.4}}
