import httpx2
import pytest

from unit.local.salesforce.orgs import API, Browser, OrgUnderTest, replaced

PATHS = [
    API,
    f"{API}/chatter/users/me",
    f"{API}/query?q=SELECT+Id+FROM+User",
    f"{API}/sobjects/User/005000000000000AAA",
    f"{API}/named-credentials/credential",
    f"{API}/named-credentials/external-credentials/AWS_Cognito_OAuth",
]


def refusal(answer: httpx2.Response) -> tuple[int, str, str]:
    (error,) = answer.json()
    return answer.status_code, error["errorCode"], error["message"]


EXPIRED = (401, "INVALID_SESSION_ID", "Session expired or invalid")
NOT_FOR_REST = (401, "INVALID_SESSION_ID", "This session is not valid for use with the REST API")


@pytest.mark.parametrize("path", PATHS)
def test_refuses_without_a_session(made: OrgUnderTest, path: str) -> None:
    assert refusal(made.call("GET", path)) == EXPIRED


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("ending", ["made up", "expired", "revoked", "timed out", "of another org"])
def test_refuses_a_session_that_is_over(made: OrgUnderTest, path: str, ending: str) -> None:
    session = made.org.create_session(made.admin_id, lifetime_seconds=60)
    if ending == "made up":
        session = session[:-1] + ("a" if session[-1] != "a" else "b")
    if ending == "expired":
        made.org.expire_session(session)
    if ending == "revoked":
        made.org.revoke_session(session)
    if ending == "timed out":
        made.clock.advance(61)
    if ending == "of another org":
        session = "00DAAAAAAAAAAAA" + session[15:]
    assert refusal(made.call("GET", path, session=session)) == EXPIRED


@pytest.mark.parametrize("path", PATHS)
def test_refuses_a_lightning_session_in_its_own_words(made: OrgUnderTest, path: str) -> None:
    session = made.org.create_session(made.admin_id, kind="lightning")
    assert refusal(made.call("GET", path, session=session)) == NOT_FOR_REST


def test_refuses_the_browsers_own_session(made: OrgUnderTest, browser: Browser) -> None:
    browser.log_in()
    session = browser.http.cookies["__Host-sid"]
    assert refusal(made.call("GET", API, session=session)) == NOT_FOR_REST


def test_refuses_a_token_without_the_scope_api(made: OrgUnderTest, browser: Browser) -> None:
    assert refusal(made.call("GET", API, session=browser.tokens()["access_token"])) == NOT_FOR_REST


def test_refuses_another_kind_of_header(made: OrgUnderTest) -> None:
    answer = made.http().get(API, headers={"Authorization": "Basic eDp5"})
    assert refusal(answer) == (401, "INVALID_AUTH_HEADER", "INVALID_HEADER_TYPE")


@pytest.mark.parametrize("user", ["005000000000000AAA"])
def test_makes_no_session_for_nobody(made: OrgUnderTest, user: str) -> None:
    with pytest.raises(Exception, match="no such user"):
        made.org.create_session(user)


def test_makes_no_session_for_automated_process(made: OrgUnderTest) -> None:
    with pytest.raises(Exception, match="has no sessions"):
        made.org.create_session(made.org.find_automated_process_id())


@pytest.mark.parametrize(("scope", "status"), [("Api", 200), ("Full", 200), ("Chatter", 401), ("Web", 401)])
def test_the_scope_opens_rest(made: OrgUnderTest, browser: Browser, scope: str, status: int) -> None:
    made.deploy({"ecaOauth-meta": replaced("OpenID, Profile, Email", f"OpenID, {scope}")})
    token = browser.tokens(scope=None)["access_token"]
    assert made.call("GET", API, session=token).status_code == status


def test_the_scope_chatter_opens_chatter_only(made: OrgUnderTest, browser: Browser) -> None:
    made.deploy({"ecaOauth-meta": replaced("OpenID, Profile, Email", "OpenID, Chatter")})
    token = browser.tokens(scope=None)["access_token"]
    assert made.call("GET", f"{API}/chatter/users/me", session=token).status_code == 200
