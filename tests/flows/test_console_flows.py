"""The flows, run from their cards in a real browser: the right hops, faults where they act, a hop's sheet."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from flows.console_visits import NARROW, WIDE, Visit, visiting
from flows.driving import Stack

RUN_MS = 20_000

pytestmark = pytest.mark.browser


def card(page: Page, flow: str) -> Locator:
    return page.locator(f"[data-flow={flow}]")


def run(visit: Visit, flow: str, *, fault: str = "", ends: str = "Passed") -> Page:
    page = visit.open("/")
    card(page, flow).get_by_label("Fault to inject").select_option(fault)
    card(page, flow).get_by_role("button", name="Run").press("Enter")
    expect(page.locator(".stage-titles .verdict")).to_have_text(ends, timeout=RUN_MS)
    expect(card(page, flow).get_by_role("button", name="Run")).to_be_enabled()
    return page


def told(page: Page) -> list[str]:
    """Give each hop as the ear is told: from, to, operation, outcome."""
    return [" ".join(hop.split()) for hop in page.locator("button.hop").all_text_contents()]


def hop(page: Page, *words: str) -> Locator:
    found = page.locator("button.hop")
    for word in words:
        found = found.filter(has_text=word)
    return found


def test_a_fault_shows_at_its_hop_and_is_off_afterwards(visit: Visit) -> None:
    page = run(visit, "m2m", fault="cognito-throttled", ends="Failed")
    broken = hop(page, "cognito-throttled")
    expect(broken).to_have_count(1)
    expect(broken).to_contain_text("429")
    expect(page.locator(".step-item[data-state=failed]")).to_have_count(1)
    expect(page.locator(".step-item[data-state=failed]")).to_contain_text("cognito-throttled")
    expect(card(page, "m2m")).to_contain_text("Failed at step 1")
    expect(page.locator("#fault-line")).to_be_hidden()
    visit.check_on_all_screens()


@pytest.mark.parametrize(
    ("flow", "fault", "operation"),
    [
        ("m2m", "wrong-secret", "callout by a named credential"),
        ("m2m", "permission-set-removed", "callout by a named credential"),
        ("m2m", "clock-skew", "client_credentials token"),
        ("web_identity", "org-down", "authorize"),
        ("web_identity", "cognito-throttled", "GetId"),
        ("web_identity", "dynamodb-throttled", "Scan"),
        ("session_sso", "org-slow", "userinfo"),
        ("session_sso", "trigger-failing", "VerifyAuthChallenge"),
    ],
)
def test_each_fault_shows_where_it_acts(visit: Visit, flow: str, fault: str, operation: str) -> None:
    page = run(visit, flow, fault=fault, ends="Failed")
    expect(hop(page, fault).first).to_contain_text(operation)


@pytest.mark.parametrize(
    ("flow", "hops"),
    [
        (
            "m2m",
            [
                "to Cognito user pool client_credentials token answered 200",
                "to Sample API GET /test answered 200",
                "to Sample API GET /test refused 401",
                "to Sample API GET /test refused 403",
                "to Salesforce org callout by a named credential refused 400",
                "Salesforce org → to Sample API GET /test answered 200",
            ],
        ),
        (
            "web_identity",
            [
                "to Sample web app GET / answered 200",
                "to Salesforce org authorize redirected 302",
                "to Salesforce org log in redirected 303",
                "to Salesforce org consent redirected 302",
                "to Salesforce org authorization_code token answered 200",
                "to Identity pool GetId refused 400",
                "to Identity pool GetId answered 200",
                "to Identity pool GetCredentialsForIdentity answered 200",
                "to DynamoDB Scan ProductCatalog answered 200",
                "to DynamoDB PutItem ProductCatalog refused 403",
            ],
        ),
        (
            "session_sso",
            [
                "to API Gateway POST /token-validator refused 401",
                "token-validator → to Salesforce org userinfo answered 200",
                "to Cognito user pool InitiateAuth CUSTOM_AUTH answered 200",
                "Cognito user pool → to DefineAuthChallenge",
                "Cognito user pool → to CreateAuthChallenge",
                "to Cognito user pool RespondToAuthChallenge CUSTOM_CHALLENGE refused 400",
                "Cognito user pool → to VerifyAuthChallengeResponse",
                "VerifyAuthChallengeResponse → to Salesforce org userinfo answered 200",
                "to Cognito user pool RespondToAuthChallenge CUSTOM_CHALLENGE answered 200",
                "VerifyAuthChallengeResponse → to DynamoDB PutItem isthmus-use-once answered 200",
                "to Sample API GET /test answered 200",
            ],
        ),
    ],
)
def test_a_card_runs_its_flow_and_shows_its_hops(visit: Visit, flow: str, hops: list[str]) -> None:
    page = run(visit, flow)
    shown = iter(told(page))
    missing = [wanted for wanted in hops if not any(wanted in each for each in shown)]
    assert missing == [], told(page)
    expect(page.locator(".step-item[data-state=passed]")).not_to_have_count(0)
    expect(page.locator(".step-item:not([data-state=passed])")).to_have_count(0)
    expect(page.locator("#run-state")).to_contain_text("Passed")
    visit.check_calm()


@pytest.fixture(scope="module")
def ran(browser: Browser, stack: Stack) -> Iterator[Visit]:
    with visiting(browser, stack) as visit:
        run(visit, "m2m")
        yield visit


def test_calls_within_a_call_are_within_its_item(ran: Visit) -> None:
    callout = ran.page.locator(".hop-item[data-nested]").filter(has_text="callout by a named credential")
    expect(callout.locator(".calls button.hop").filter(has_text="Sample API")).to_have_count(1)


def test_the_arrow_keys_go_from_hop_to_hop(ran: Visit) -> None:
    hops = ran.page.locator("button.hop")
    hops.nth(0).focus()
    ran.page.keyboard.press("ArrowUp")
    expect(hops.nth(0)).to_be_focused()
    ran.page.keyboard.press("ArrowDown")
    expect(hops.nth(1)).to_be_focused()


def test_a_hop_opens_with_its_token_explained(ran: Visit) -> None:
    hop(ran.page, "client_credentials token").first.press("Enter")
    sheet = ran.page.get_by_role("dialog", name="client_credentials token")
    expect(sheet.get_by_role("heading", name="client_credentials token")).to_be_focused()
    expect(sheet.locator(".claim").filter(has_text="token_use")).to_contain_text("access")
    expect(sheet.locator(".check").filter(has_text="signature").first).to_contain_text("Passed")
    expect(sheet.get_by_role("region", name="Request")).to_contain_text("client_credentials")
    expect(sheet.get_by_role("region", name="Answer")).to_contain_text("expires_in")
    ran.check_calm()
    ran.check_on_all_screens()
    ran.page.keyboard.press("Escape")


def test_a_sheet_goes_on_to_the_next_hop_and_closes_where_one_was(ran: Visit) -> None:
    ran.look(width=WIDE, scheme="light")
    first, second = ran.page.locator("button.hop").nth(0), ran.page.locator("button.hop").nth(1)
    first.click()
    sheet = ran.page.get_by_role("dialog")
    sheet.get_by_role("button", name="Next").click()
    expect(sheet.get_by_role("button", name="Previous")).to_be_enabled()
    ran.page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    expect(second).to_be_focused()


def test_the_sheet_takes_the_whole_screen_of_a_phone(ran: Visit) -> None:
    ran.look(width=NARROW, scheme="dark")
    hop(ran.page, "GET /test").first.click()
    box = ran.page.get_by_role("dialog").bounding_box()
    ran.page.keyboard.press("Escape")
    assert box is not None
    assert (box["x"], box["y"], box["width"]) == (0, 0, NARROW)
