import asyncio

import pytest

from unit.local.salesforce.orgs import CALLBACK, ORIGIN, PASSWORD, Browser, OrgUnderTest, form_of

WRONG = "check your username and password"


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("bea@isthmus.example", "wrong"),
        ("bea@isthmus.example", ""),
        ("nobody@isthmus.example", PASSWORD),
        ("", ""),
        ("bea@isthmus.example\x00", PASSWORD),
        ("' OR 1=1 --", PASSWORD),
    ],
)
def test_refuses_in_the_same_words(browser: Browser, username: str, password: str) -> None:
    page = browser.submit(browser.authorize(), username=username, password=password)
    assert (page.status_code, WRONG in page.text) == (200, True)
    assert "__Host-sid" not in page.headers.get("set-cookie", "")


def test_refuses_automated_process(made: OrgUnderTest, browser: Browser) -> None:
    username = f"autoproc@{made.org.org_id.lower()}"
    assert WRONG in browser.submit(browser.authorize(), username=username, password="").text


def test_refuses_an_inactive_user(made: OrgUnderTest, browser: Browser) -> None:
    path = f"/services/data/v66.0/sobjects/User/{made.user_id}"
    assert made.call("PATCH", path, as_admin=True, json={"IsActive": False}).status_code == 204
    assert WRONG in browser.log_in().text


def test_locks_a_user_out_after_ten_failures_for_fifteen_minutes(
    made: OrgUnderTest, browser: Browser
) -> None:
    page = browser.authorize()
    for _ in range(10):
        page = browser.submit(page, username="bea@isthmus.example", password="wrong")
    assert WRONG in browser.submit(page, username="bea@isthmus.example", password=PASSWORD).text
    made.clock.advance(14 * 60 + 59)
    assert WRONG in browser.log_in().text
    made.clock.advance(2)
    assert "Allow access?" in browser.log_in().text


def test_a_success_forgets_earlier_failures(browser: Browser) -> None:
    for _ in range(2):
        page = browser.authorize(prompt="login")
        for _ in range(9):
            page = browser.submit(page, username="bea@isthmus.example", password="wrong")
        assert "Allow access?" in browser.submit(page, username="bea@isthmus.example", password=PASSWORD).text


def test_many_wrong_passwords_at_once_lock_as_well(made: OrgUnderTest, browser: Browser) -> None:
    users, policy = made.org._parts.users, made.org._parts.metadata.catalog.security.login

    async def guess() -> None:
        guesses = (
            users.find_by_password("bea@isthmus.example", unverified_password="x", policy=policy)
            for _ in range(10)
        )
        assert await asyncio.gather(*guesses) == [None] * 10

    asyncio.run(guess())
    assert WRONG in browser.log_in().text


def test_refuses_a_form_of_another_browser(made: OrgUnderTest, browser: Browser) -> None:
    page = browser.authorize()
    stranger = Browser(made)
    stranger.authorize()
    answer = stranger.submit(page, username="bea@isthmus.example", password=PASSWORD)
    assert answer.status_code == 400


@pytest.mark.parametrize("changes", [{"csrf": ""}, {"csrf": "é"}, {"csrf": "0" * 64}, {"request": "other"}])
def test_refuses_a_form_without_its_token(browser: Browser, changes: dict[str, str]) -> None:
    page = browser.authorize()
    fields = {"username": "bea@isthmus.example", "password": PASSWORD, **changes}
    assert browser.submit(page, **fields).status_code == 400


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ORIGIN + ".evil.example"])
def test_refuses_a_form_sent_from_elsewhere(browser: Browser, origin: str) -> None:
    action, values = form_of(browser.authorize())
    fields = values | {"username": "bea@isthmus.example", "password": PASSWORD}
    assert browser.http.post(action, data=fields, headers={"Origin": origin}).status_code == 400


def test_refuses_a_request_that_is_over(made: OrgUnderTest, browser: Browser) -> None:
    page = browser.authorize()
    made.clock.advance(15 * 60 + 1)
    answer = browser.submit(page, username="bea@isthmus.example", password=PASSWORD)
    assert (answer.status_code, "start again" in answer.text) == (400, True)


@pytest.mark.parametrize("body", [b"\xff", b"a=1&a=2", b"{}"])
def test_refuses_what_is_no_form(browser: Browser, body: bytes) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert browser.http.post("/login", content=body, headers=headers).status_code == 400


def test_the_cookies_are_for_this_host_tls_and_no_script(browser: Browser) -> None:
    answer = browser.http.get(browser.authorize().url.copy_merge_params({}))
    assert answer.status_code == 200
    start = browser.http.get(
        "/services/oauth2/authorize",
        params={
            "client_id": browser.made.client_id,
            "redirect_uri": CALLBACK,
            "response_type": "code",
            "code_challenge": "a" * 43,
        },
    )
    cookie = start.headers["set-cookie"]
    assert cookie.startswith("__Host-browser=")
    assert {"HttpOnly", "Path=/", "SameSite=lax", "Secure"} <= {part.strip() for part in cookie.split(";")}


def test_the_page_runs_no_script_and_is_not_framed_or_kept(browser: Browser) -> None:
    page = browser.authorize()
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    targets = "'self' https://localhost:8443 https: http://127.0.0.1:* http://localhost:*"
    assert f"form-action {targets};" in policy
    assert "script-src" not in policy
    assert page.headers["cache-control"] == "no-store"
    assert "<script" not in page.text
    assert " style=" not in page.text
