"""A user pool whose users sign in at the org: a real Chromium, tokens verified by PyJWT."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from playwright.sync_api import Browser, Page

from flows.driving import Stack

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def log_in(page: Page, stack: Stack) -> dict[str, Any]:
    """Open the one address that a newcomer opens, and sign in at the org."""
    user = stack.user(index=1)
    page.goto(stack["external_sign_in"]["sign_in_url"])
    page.get_by_label("Username").fill(user["username"])
    page.get_by_label("Password").fill(user["password"])
    page.get_by_role("button", name="Log In").click()
    return user


def answer(page: Page, stack: Stack) -> dict[str, str]:
    page.wait_for_url(f"{stack['external_sign_in']['callback_url']}?*")
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def verified(stack: Stack, token: str) -> dict[str, Any]:
    demo = stack["external_sign_in"]
    issuer = f"{stack['aws_endpoint']}/{demo['user_pool_id']}"
    key = jwt.PyJWKClient(f"{issuer}/.well-known/jwks.json").get_signing_key_from_jwt(token)
    claims: dict[str, Any] = jwt.decode(
        token, key, algorithms=["RS256"], issuer=issuer, audience=demo["client_id"]
    )
    return claims


def test_who_denies_at_the_org_gets_no_code(page: Page, stack: Stack) -> None:
    log_in(page, stack)
    page.get_by_role("button", name="Deny").click()
    told = answer(page, stack)
    assert told["error"] == "invalid_request"
    assert "access_denied" in told["error_description"]


def test_a_person_of_the_org_becomes_a_user_of_the_pool(page: Page, stack: Stack) -> None:
    demo = stack["external_sign_in"]
    user = log_in(page, stack)
    page.get_by_role("button", name="Allow").click()
    form = {
        "grant_type": "authorization_code",
        "client_id": demo["client_id"],
        "redirect_uri": demo["callback_url"],
        "code": answer(page, stack)["code"],
    }
    with stack.http() as http:
        tokens = http.post(f"{stack['aws_endpoint']}/oauth2/token", data=form).json()
    claims = verified(stack, tokens["id_token"])
    assert claims["email"] == user["email"]
    assert claims["email_verified"] is True
    identity = claims["identities"][0]
    assert identity["providerName"] == "Salesforce"
    assert user["user_id"] in identity["userId"]
    assert claims["cognito:username"] == f"Salesforce_{identity['userId']}"
    assert claims["cognito:groups"] == [f"{demo['user_pool_id']}_Salesforce"]

    # A second visit needs no page: the browser is signed in.
    page.goto(demo["sign_in_url"])
    assert "code" in answer(page, stack)
