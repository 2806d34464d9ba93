"""The local Cognito's own pages in a real Chromium without JavaScript: from signing up to a new password."""

import base64
import hashlib
import hmac
import re
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from flows.driving import Stack

pytestmark = pytest.mark.browser
FIRST, SECOND = "Correct-horse-7", "Another-horse-8"
STEP_SECONDS = 30


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


class _App(BaseHTTPRequestHandler):
    """An app of which the address is all that counts."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"the app")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def callback() -> Iterator[str]:
    server = ThreadingHTTPServer(("localhost", 0), _App)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.server_address[1]}/callback"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def sign_in_address(stack: Stack, callback: str) -> str:
    """The authorization request of an app on a pool where people sign up, with MFA for all."""
    cognito: Any = stack.client("cognito-idp")
    pool_id = cognito.create_user_pool(
        PoolName="people",
        AutoVerifiedAttributes=["email"],
        Schema=[{"Name": "email", "Required": True, "AttributeDataType": "String", "Mutable": True}],
    )["UserPool"]["Id"]
    cognito.create_user_pool_domain(UserPoolId=pool_id, Domain=f"people-{time.monotonic_ns()}")
    cognito.set_user_pool_mfa_config(
        UserPoolId=pool_id, MfaConfiguration="ON", SoftwareTokenMfaConfiguration={"Enabled": True}
    )
    client = cognito.create_user_pool_client(
        UserPoolId=pool_id,
        ClientName="Sample app",
        PreventUserExistenceErrors="ENABLED",
        SupportedIdentityProviders=["COGNITO"],
        CallbackURLs=[callback],
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid", "email"],
    )["UserPoolClient"]
    asked = {
        "client_id": client["ClientId"],
        "redirect_uri": callback,
        "response_type": "code",
        "state": "s-1",
    }
    return f"{stack['aws_endpoint']}/oauth2/authorize?{urlencode(asked)}"


def code_of(key: str) -> str:
    """Compute the code of an authenticator app (RFC 6238), apart from the code under test."""
    step = int(time.time()) // STEP_SECONDS
    secret = base64.b32decode(key + "=" * (-len(key) % 8))
    digest = hmac.new(secret, step.to_bytes(8, "big"), hashlib.sha1).digest()
    offset = digest[-1] & 15
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**6:06}"


def newest_code(stack: Stack) -> str:
    with stack.http() as http:
        messages = http.get(f"{stack['aws_endpoint']}/_isthmus/outbox").json()["messages"]
    code: str = messages[0]["code"]
    return code


def expect_the_app(page: Page) -> None:
    expect(page.locator("body")).to_have_text("the app")
    answer = parse_qs(urlsplit(page.url).query)
    assert answer.keys() == {"code", "state"}


def test_an_account_from_its_making_to_a_new_password(page: Page, stack: Stack, sign_in_address: str) -> None:
    # (1) Sign up, with a weak password first.
    page.goto(sign_in_address)
    page.get_by_role("link", name="Sign up").click()
    for password in ("correct-horse", FIRST):
        page.get_by_label("Username").fill("jane")
        page.get_by_label("Email").fill("jane@example.com")
        page.get_by_label("Password").fill(password)
        page.get_by_label("The same again").fill(password)
        page.get_by_role("button", name="Sign up").click()
        if password != FIRST:
            expect(page.get_by_role("alert")).to_contain_text("too weak")

    # (2) Confirm by the code that was mailed.
    expect(page.get_by_role("heading")).to_have_text("Confirm your account")
    page.get_by_label("Code").fill(newest_code(stack))
    page.get_by_role("button", name="Confirm account").click()
    expect(page.get_by_role("status")).to_contain_text("confirmed")

    # (3) Sign in, and set up an authenticator app.
    page.get_by_label("Password").fill(FIRST)
    page.get_by_role("button", name="Sign in").click()
    key = re.sub(r"\s", "", page.locator("#key").inner_text())
    page.get_by_label("Code").fill(code_of(key))
    page.get_by_role("button", name="Confirm and sign in").click()
    expect_the_app(page)

    # (4) Reset the password, which ends the silent sign-in.
    page.goto(sign_in_address)
    expect_the_app(page)
    page.goto(sign_in_address + "&prompt=login")
    page.get_by_role("link", name="Forgot your password?").click()
    page.get_by_label("Username").fill("jane")
    page.get_by_role("button", name="Reset my password").click()
    page.get_by_label("Code").fill(newest_code(stack))
    page.get_by_label("New password").fill(SECOND)
    page.get_by_label("The same again").fill(SECOND)
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_role("status")).to_contain_text("changed")
    page.goto(sign_in_address)

    # (5) The new password asks for a code, and an old code is none.
    page.get_by_label("Username").fill("jane")
    page.get_by_label("Password").fill(SECOND)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading")).to_have_text("Enter a code")
    page.get_by_label("Code").fill("000000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("not the right one")
