"""Cognito and Salesforce in a real browser: what is there, and the few actions people need."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from flows.console_visits import Visit
from flows.driving import Stack

pytestmark = pytest.mark.browser


@pytest.fixture
def signed_up(stack: Stack) -> Iterator[str]:
    cognito = stack.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="sample-sign-up")["UserPool"]["Id"]
    client = cognito.create_user_pool_client(UserPoolId=pool, ClientName="sample")["UserPoolClient"]
    cognito.sign_up(ClientId=client["ClientId"], Username="jane.sample", Password="Sample-passw0rd")
    yield pool
    cognito.delete_user_pool(UserPoolId=pool)


def record(page: Page, title: str) -> Any:
    return page.locator(".record").filter(has=page.locator(".record-title", has_text=title))


def show_all(page: Page) -> None:
    expect(page.locator("#systems[aria-busy=false]")).to_have_count(1)
    for pool in range(page.locator(".fold").count()):
        button = page.locator(".fold").nth(pool)
        if button.get_attribute("aria-expanded") == "false":
            button.click()
            expect(button).to_have_attribute("aria-expanded", "true")


def test_details_are_put_away_and_the_focus_stays(visit: Visit, stack: Stack) -> None:
    page, pool = visit.open("/cognito"), stack["m2m"]["user_pool_id"]
    show_all(page)
    fold = page.get_by_role("button", name=f"{pool}").filter(has_text="Details")
    fold.press("Enter")
    expect(fold).to_have_attribute("aria-expanded", "false")
    expect(fold).to_be_focused()
    expect(page.get_by_text(stack["m2m"]["client_id"])).to_have_count(0)


def test_a_user_is_confirmed_and_disabled(visit: Visit, stack: Stack, signed_up: str) -> None:
    page = visit.open("/cognito")
    show_all(page)
    jane = record(page, "jane.sample")
    expect(jane).to_contain_text("UNCONFIRMED")
    jane.get_by_role("button", name="Confirm").press("Enter")
    expect(page.get_by_text("jane.sample is confirmed")).to_be_visible()
    expect(jane.get_by_role("button", name="Confirm")).to_have_count(0)
    jane.get_by_role("button", name="Disable").click()
    expect(jane.get_by_text("disabled")).to_be_visible()
    expect(jane.get_by_role("button", name="Enable")).to_be_visible()
    user = stack.client("cognito-idp").admin_get_user(UserPoolId=signed_up, Username="jane.sample")
    assert (user["UserStatus"], user["Enabled"]) == ("CONFIRMED", False)


def test_the_pools_are_those_of_the_stack(visit: Visit, stack: Stack) -> None:
    page = visit.open("/cognito")
    identity_pool = stack["web_identity"]["identity_pool_id"]
    for pool in (stack["m2m"]["user_pool_id"], stack["session_sso"]["user_pool_id"], identity_pool):
        expect(page.locator(".system-head").get_by_text(pool, exact=True)).to_be_visible()


def test_a_permission_set_is_given_and_taken(visit: Visit, stack: Stack) -> None:
    page, name = visit.open("/salesforce"), stack["m2m"]["permission_set"]
    user = record(page, stack.user(has_permission_set=False)["username"]).first
    user.get_by_role("button", name=f"Give {name}").click()
    expect(user.locator(".tag", has_text=name)).to_be_visible()
    user.get_by_role("button", name=f"Take {name}").click()
    expect(user.get_by_role("button", name=f"Give {name}")).to_be_visible()


def test_a_session_expires(visit: Visit) -> None:
    page = visit.open("/salesforce")
    expect(page.get_by_role("button", name="Expire").first).to_be_visible()
    before = page.get_by_role("button", name="Expire").count()
    page.get_by_role("button", name="Expire").first.click()
    expect(page.get_by_text("The session has expired.")).to_be_visible()
    expect(page.get_by_role("button", name="Expire")).to_have_count(before - 1)
