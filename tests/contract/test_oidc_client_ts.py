"""oidc-client-ts in a real Chromium: an OpenID client of another origin, at the pages of the pool."""

import base64
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import jwt
import pytest
from playwright.sync_api import Browser, Page, expect

from contract.openid_app import OpenIdApp, openid_app
from contract.sample_app import PASSWORD, SampleApp
from flows.browsing import chromium

pytestmark = pytest.mark.browser
NONCE = "n-0S6_WzA2Mj"


@pytest.fixture(scope="module")
def browser(app: SampleApp) -> Iterator[Browser]:
    with chromium(Path(app.stack["ca_bundle"])) as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def openid(app: SampleApp) -> Iterator[OpenIdApp]:
    with openid_app() as running:
        client = app.new_oauth_client(GenerateSecret=False, CallbackURLs=[f"{running.address}/callback"])
        running.configure(
            {
                "authority": app.issuer,
                "client_id": client["ClientId"],
                "scope": "openid email",
                "nonce": NONCE,
            }
        )
        yield running


def log_in(page: Page, openid: OpenIdApp, username: str, *, password: str = PASSWORD) -> None:
    page.goto(openid.address)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def result(page: Page) -> dict[str, Any]:
    expect(page.locator("#result")).not_to_be_empty()
    shown: dict[str, Any] = json.loads(page.locator("#result").inner_text())
    return shown


def test_a_wrong_password_stays_at_the_login_page(page: Page, openid: OpenIdApp, app: SampleApp) -> None:
    log_in(page, openid, app.new_user(), password="Wrong-pass-1")
    expect(page.get_by_role("alert")).to_have_text("Incorrect username or password.")
    assert page.url.startswith(f"{app.endpoint}/login")


def test_a_callback_that_was_not_asked_for_is_refused(page: Page, openid: OpenIdApp) -> None:
    page.goto(f"{openid.address}/callback?code=made-up&state=made-up")
    expect(page.locator("#error")).to_have_text("No matching state found in storage")


def test_signs_in_with_an_id_token_bound_to_nonce_and_access_token(
    page: Page, openid: OpenIdApp, app: SampleApp
) -> None:
    username = app.new_user()
    log_in(page, openid, username)
    user = result(page)
    keys = jwt.PyJWKSet.from_dict(httpx2.get(f"{app.issuer}/.well-known/jwks.json", trust_env=False).json())
    key = keys[jwt.get_unverified_header(user["id_token"])["kid"]]
    claims = jwt.decode(
        user["id_token"],
        key,
        algorithms=["RS256"],
        issuer=app.issuer,
        audience=openid.settings["client_id"],
    )
    half = hashlib.sha256(user["access_token"].encode()).digest()[:16]
    assert claims["at_hash"] == base64.urlsafe_b64encode(half).rstrip(b"=").decode()
    assert (claims["nonce"], claims["cognito:username"]) == (NONCE, username)
    assert user["profile"]["email"] == f"{username}@example.com"
    assert user["profile"]["username"] == username, "from userInfo, which another origin may read"


def test_refreshes_in_the_background(page: Page, openid: OpenIdApp, app: SampleApp) -> None:
    log_in(page, openid, app.new_user())
    first = result(page)
    page.get_by_role("button", name="Refresh").click()
    expect(page.locator("#result")).not_to_contain_text(first["access_token"])
    assert result(page)["profile"]["sub"] == first["profile"]["sub"]
    expect(page.locator("#error")).to_be_empty()
