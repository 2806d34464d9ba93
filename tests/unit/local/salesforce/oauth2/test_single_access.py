import pytest

from unit.local.salesforce.orgs import ORIGIN, Browser, OrgUnderTest, replaced

PATH = "/services/oauth2/singleaccess"


def test_refuses_without_a_token(made: OrgUnderTest) -> None:
    answer = made.http().get(PATH)
    assert (answer.status_code, answer.text) == (403, "Missing_OAuth_Token")


@pytest.mark.parametrize("kind", ["made up", "lightning", "locked"])
def test_refuses_a_token_that_does_not_count_here(made: OrgUnderTest, kind: str) -> None:
    token = "made up"
    if kind == "lightning":
        token = made.org.create_session(made.user_id, kind="lightning")
    if kind == "locked":
        token = made.org.create_session(made.user_id, locked_address="192.0.2.1")
    answer = made.call("GET", PATH, session=token)
    assert (answer.status_code, answer.text) == (403, "Bad_OAuth_Token")


def test_refuses_a_token_for_data_only(made: OrgUnderTest, browser: Browser) -> None:
    made.deploy({"ecaOauth-meta": replaced("OpenID, Profile, Email", "OpenID, Api")})
    token = browser.tokens(scope="openid api")["access_token"]
    assert made.call("GET", PATH, session=token).text == "Bad_OAuth_Token"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_gives_an_address_that_holds_no_session_id(made: OrgUnderTest, method: str) -> None:
    token = made.org.create_session(made.user_id)
    answer = made.call(method, PATH, session=token)
    address = answer.json()["frontdoor_uri"]
    assert address.startswith(f"{ORIGIN}/secur/frontdoor.jsp?otp=")
    assert token not in address
    assert answer.headers["cache-control"] == "no-store"


def test_a_token_of_web_scope_is_enough(made: OrgUnderTest, browser: Browser) -> None:
    made.deploy({"ecaOauth-meta": replaced("OpenID, Profile, Email", "OpenID, Web")})
    token = browser.tokens(scope="openid web")["access_token"]
    assert made.call("GET", PATH, session=token).status_code == 200
