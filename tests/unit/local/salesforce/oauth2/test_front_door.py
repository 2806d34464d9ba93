import httpx2
import pytest

from unit.local.salesforce.orgs import API, ORIGIN, Browser, OrgUnderTest, replaced

PATH = "/secur/frontdoor.jsp"
COOKIE = "__Host-sid"


def enter(browser: Browser, **query: str) -> httpx2.Response:
    answer: httpx2.Response = browser.http.get(PATH, params=query)
    assert answer.status_code == 302
    return answer


def one_time(made: OrgUnderTest, session: str, **query: str) -> str:
    answer = made.call("GET", "/services/oauth2/singleaccess", session=session, params=query)
    return str(answer.json()["frontdoor_uri"]).partition("otp=")[2]


def is_refused(answer: httpx2.Response) -> bool:
    return answer.headers["location"].startswith("/?ec=302&") and "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "query", [{}, {"sid": ""}, {"sid": "made up"}, {"otp": "made up"}, {"sid": "\u00e9"}]
)
def test_sends_whoever_brings_nothing_to_log_in(browser: Browser, query: dict[str, str]) -> None:
    assert is_refused(enter(browser, **query))


@pytest.mark.parametrize("kind", ["jwt", "expired", "revoked", "locked"])
def test_refuses_a_session_that_does_not_open_the_door(
    made: OrgUnderTest, browser: Browser, kind: str
) -> None:
    session = made.org.create_session(made.user_id, kind="jwt" if kind == "jwt" else "api")
    if kind == "expired":
        made.org.expire_session(session)
    if kind == "revoked":
        made.org.revoke_session(session)
    if kind == "locked":
        made.org.lock_session(session, address="192.0.2.1")
    assert is_refused(enter(browser, sid=session))


@pytest.mark.parametrize(("scope", "word"), [("Api", "api"), ("Chatter", "chatter_api")])
def test_refuses_a_token_for_data_only(made: OrgUnderTest, browser: Browser, scope: str, word: str) -> None:
    made.deploy({"ecaOauth-meta": replaced("OpenID, Profile, Email", f"OpenID, {scope}")})
    token = browser.tokens(scope=f"openid {word}")["access_token"]
    assert is_refused(enter(Browser(made), sid=token))


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "\\/evil.example",
        "javascript:alert(1)",
        "evil.example",
        f"{ORIGIN}.evil.example/",
        f"{ORIGIN}@evil.example/",
        f"{ORIGIN}//evil.example",
        "/x\r\nSet-Cookie: a=b",
        "/" + "x" * 3000,
    ],
)
@pytest.mark.parametrize("name", ["retURL", "startURL"])
def test_never_leads_elsewhere(made: OrgUnderTest, browser: Browser, target: str, name: str) -> None:
    session = made.org.create_session(made.user_id)
    assert enter(browser, sid=session, **{name: target}).headers["location"] == "/"
    login = one_time(made, session, redirect_uri=target)
    assert enter(browser, otp=login).headers["location"] == "/"


def test_a_one_time_login_is_good_once(made: OrgUnderTest, browser: Browser) -> None:
    login = one_time(made, made.org.create_session(made.user_id))
    assert COOKIE in enter(browser, otp=login).cookies
    assert is_refused(enter(Browser(made), otp=login))


def test_a_one_time_login_is_good_for_a_minute(made: OrgUnderTest, browser: Browser) -> None:
    login = one_time(made, made.org.create_session(made.user_id))
    made.clock.advance(61)
    assert is_refused(enter(browser, otp=login))


def test_a_one_time_login_of_a_user_who_left_is_refused(made: OrgUnderTest, browser: Browser) -> None:
    login = one_time(made, made.org.create_session(made.user_id))
    made.call("PATCH", f"{API}/sobjects/User/{made.user_id}", as_admin=True, json={"IsActive": False})
    assert is_refused(enter(browser, otp=login))


def test_gives_a_fresh_session_and_not_the_one_that_was_handed_in(
    made: OrgUnderTest, browser: Browser
) -> None:
    session = made.org.create_session(made.user_id)
    answer = enter(browser, sid=session, retURL="/lightning/page/home?a=b")
    assert answer.headers["location"] == "/lightning/page/home?a=b"
    fresh = answer.cookies[COOKIE]
    assert fresh != session
    made.org.revoke_session(session)
    assert "Allow access?" in browser.authorize().text


def test_a_cookie_set_beforehand_does_not_stay(made: OrgUnderTest, browser: Browser) -> None:
    fixed = made.org.create_session(made.admin_id, kind="lightning")
    browser.http.cookies.set(COOKIE, fixed)
    assert enter(browser, sid=made.org.create_session(made.user_id)).cookies[COOKIE] != fixed


def test_takes_a_post_so_that_no_session_id_stands_in_an_address(
    made: OrgUnderTest, browser: Browser
) -> None:
    answer = browser.http.post(PATH, data={"sid": made.org.create_session(made.user_id), "retURL": "/x"})
    assert (answer.headers["location"], COOKIE in answer.cookies) == ("/x", True)


def test_logout_ends_the_browsers_session_and_leads_nowhere(made: OrgUnderTest, browser: Browser) -> None:
    enter(browser, sid=made.org.create_session(made.user_id))
    session = browser.http.cookies[COOKIE]
    answer = browser.http.get("/secur/logout.jsp", params={"retUrl": "https://evil.example"})
    assert (answer.status_code, "evil.example" in answer.text) == (200, False)
    again = Browser(made)
    again.http.cookies.set(COOKIE, session)
    assert 'type="password"' in again.authorize().text
