"""`session_sso` from a web page: the Visualforce page's script in Node and in Chromium, and who may call."""

import json
import subprocess
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Browser, Page, expect

from contract.javascript_clients import NODE_COMMAND
from flows.driving import Stack, jwt_claims

PROGRAM = Path(__file__).with_name("sign_in_with_session.mjs")
PAGE = Path(__file__).parents[2] / "infra/salesforce/force-app/main/default/pages/Cognito_Sign_In.page"
SESSION = "{!JSENCODE($Api.Session_ID)}"
JSON_1_1 = "application/x-amz-json-1.1"


def settings_of(stack: Stack, **changes: Any) -> dict[str, Any]:
    settings: dict[str, Any] = {
        "validatorUrl": stack["session_sso"]["validator_url"],
        "cognitoUrl": stack["aws_endpoint"],
        "clientId": stack["session_sso"]["client_id"],
    }
    return settings | changes


def sign_in(stack: Stack, session_id: str, **changes: Any) -> dict[str, Any]:
    given = {"sessionId": session_id, "settings": settings_of(stack, **changes)}
    ended = subprocess.run(
        [sys.executable, "-c", NODE_COMMAND, str(PROGRAM)],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ended.returncode == 0, ended.stderr
    assert session_id not in ended.stdout + ended.stderr
    return dict(json.loads(ended.stdout))


def dead_session(stack: Stack, *, kind: str) -> str:
    session_id = str(stack.user()["session_id"])
    org, _, rest = session_id.partition("!")
    return {
        "made up": f"{org}!{'x' * len(rest)}",
        "another org's": f"00DAAAAAAAAAAAA!{rest}",
        "cut short": session_id[:-1],
    }[kind]


@pytest.mark.parametrize("kind", ["made up", "another org's", "cut short"])
def test_a_session_that_is_not_alive_is_refused_by_name(stack: Stack, kind: str) -> None:
    error = sign_in(stack, dead_session(stack, kind=kind))["error"]
    assert (error["name"], error["code"]) == ("SignInError", "refused")
    assert error["message"].startswith("The token validator refused this Salesforce session")


def test_a_pool_that_refuses_is_named_with_its_error(stack: Stack) -> None:
    error = sign_in(stack, stack.user()["session_id"], clientId="1example23456789abcdefghij")["error"]
    assert error["code"] == "configuration"
    assert error["message"] == "The user pool refused InitiateAuth: ResourceNotFoundException."


def test_a_pool_that_asks_something_else_gets_no_session(stack: Stack) -> None:
    other = stack["external_sign_in"]["client_id"]
    error = sign_in(stack, stack.user()["session_id"], clientId=other)["error"]
    assert error["code"] == "configuration"
    assert "InitiateAuth" in error["message"]


def test_a_validator_that_does_not_answer_is_unavailable(stack: Stack) -> None:
    nowhere = "http://127.0.0.1:9/token-validator"
    error = sign_in(stack, stack.user()["session_id"], validatorUrl=nowhere, patience=200)
    assert error["error"] == {
        "name": "SignInError",
        "code": "unavailable",
        "message": "The token validator gave no usable answer (no connection).",
    }


@pytest.mark.parametrize(
    "address",
    [
        "http://validator.example/token-validator",
        "http://127.0.0.1.validator.example/",
        "https://validator.example/?session=",
        "https://validator.example/#session",
        "https://user:password@validator.example/",
        "ftp://validator.example/",
        "javascript:alert(1)",
        "",
    ],
)
@pytest.mark.parametrize("name", ["validatorUrl", "cognitoUrl"])
def test_an_address_that_could_leak_a_session_is_refused(stack: Stack, name: str, address: str) -> None:
    error = sign_in(stack, stack.user()["session_id"], **{name: address})["error"]
    assert error["code"] == "configuration"


def test_a_live_session_gives_the_tokens_of_its_owner(stack: Stack) -> None:
    user = stack.user()
    tokens = sign_in(stack, user["session_id"])["value"]
    assert set(tokens) == {"username", "accessToken", "idToken", "refreshToken", "expiresInSeconds"}
    assert jwt_claims(tokens["accessToken"])["username"] == tokens["username"]
    assert jwt_claims(tokens["idToken"])["email"] == user["email"]
    assert tokens["expiresInSeconds"] == 3600


def preflight(stack: Stack, url: str, *, origin: str, headers: str) -> httpx2.Response:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": headers}
    with stack.http() as http:
        return http.request("OPTIONS", url, headers={"Origin": origin, **asked})


@pytest.mark.parametrize("origin", ["https://evil.example", "https://localhost", "http://localhost", "null"])
def test_validator_lets_no_other_origin_call_and_read(stack: Stack, origin: str) -> None:
    url = stack["session_sso"]["validator_url"]
    with stack.http() as http:
        answer = http.post(
            url, headers={"Origin": origin, "Authorization": f"Bearer {stack.user()['session_id']}"}
        )
    for given in (preflight(stack, url, origin=origin, headers="authorization"), answer):
        assert not [name for name in given.headers if name.startswith("access-control-allow")]


def test_validator_lets_the_orgs_pages_call_and_read_refusals_too(stack: Stack) -> None:
    url, origin = stack["session_sso"]["validator_url"], stack["salesforce"]
    asked = preflight(stack, url, origin=origin, headers="authorization")
    with stack.http() as http:
        refused = http.post(url, headers={"Origin": origin, "Authorization": "Bearer garbage"})
    assert asked.headers["access-control-allow-methods"] == "POST"
    assert asked.headers["access-control-allow-headers"] == "authorization"
    assert refused.status_code == 401
    for given in (asked, refused):
        assert given.headers["access-control-allow-origin"] == origin
        assert "access-control-allow-credentials" not in given.headers


def test_user_pools_let_every_origin_call_without_credentials_as_aws_does(stack: Stack) -> None:
    url, origin = stack["aws_endpoint"], stack["salesforce"]
    asked = preflight(stack, url, origin=origin, headers="content-type,x-amz-target")
    with stack.http() as http:
        target = "AWSCognitoIdentityProviderService.InitiateAuth"
        headers = {"Origin": origin, "Content-Type": JSON_1_1, "X-Amz-Target": target}
        refused = http.post(url, content=b"{}", headers=headers)
    assert {"content-type", "x-amz-target"} <= set(asked.headers["access-control-allow-headers"].split(","))
    for given in (asked, refused):
        assert given.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in given.headers


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def rendered(stack: Stack, *, session_id: str) -> str:
    """Give the page as an org would render it: elements of apex gone, expressions filled in."""
    inner = PAGE.read_text().partition(">")[2].rpartition("</apex:page>")[0]
    settings = settings_of(stack)
    values = {
        SESSION: escape(session_id),
        "__VALIDATOR_URL__": settings["validatorUrl"],
        "__COGNITO_URL__": settings["cognitoUrl"],
        "__USER_POOL_CLIENT_ID__": settings["clientId"],
    }
    for name, value in values.items():
        inner = inner.replace(name, value)
    return f"<!DOCTYPE html><html><body>{inner}</body></html>"


def open_page(page: Page, stack: Stack, *, session_id: str, document: str) -> list[str]:
    """Write the page into a document, press its button, and give the URLs that it asked for.

    NOTE: the document is one that its server gave: Chromium lets a made-up one call no loopback address.
    """
    page.goto(document)
    urls: list[str] = []
    page.on("request", lambda request: urls.append(request.url))
    page.set_content(rendered(stack, session_id=session_id))
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("#outcome")).not_to_be_empty(timeout=15_000)
    return urls


def of_the_org(stack: Stack) -> str:
    return f"{stack['salesforce']}/.well-known/openid-configuration"


@pytest.mark.browser
def test_page_says_that_a_dead_session_is_refused_and_does_not_try_again(page: Page, stack: Stack) -> None:
    urls = open_page(page, stack, session_id=dead_session(stack, kind="made up"), document=of_the_org(stack))
    expect(page.locator("#outcome")).to_contain_text("refused this Salesforce session")
    expect(page.locator("#outcome")).to_contain_text("Reload the page")
    expect(page.get_by_role("button", name="Sign in")).to_be_disabled()
    assert urls.count(stack["session_sso"]["validator_url"]) == 1


@pytest.mark.browser
def test_page_at_another_origin_gets_no_answer(page: Page, stack: Stack) -> None:
    messages = list[str]()
    page.on("console", lambda message: messages.append(message.text))
    open_page(page, stack, session_id=stack.user()["session_id"], document=f"{stack['api']}/")
    expect(page.locator("#outcome")).to_contain_text("no usable answer")
    assert any("No 'Access-Control-Allow-Origin' header is present" in message for message in messages)


@pytest.mark.browser
def test_page_signs_its_user_in_and_leaves_the_session_nowhere(page: Page, stack: Stack) -> None:
    user, messages = stack.user(), list[str]()
    page.on("console", lambda message: messages.append(message.text))
    urls = open_page(page, stack, session_id=user["session_id"], document=of_the_org(stack))
    expect(page.locator("#outcome")).to_contain_text("Signed in as")
    expect(page.locator("#claims")).to_contain_text(user["email"])
    kept = page.evaluate("JSON.stringify([sessionStorage, localStorage, document.cookie])")
    assert len(urls) == 3
    secret = user["session_id"].partition("!")[2]
    for place in (page.content(), kept, *urls, *messages):
        assert secret not in place
        assert "eyJ" not in place
