import pytest

from unit.local.salesforce.orgs import Browser, OrgUnderTest, replaced

PATH = "/services/oauth2/revoke"


@pytest.mark.parametrize("token", ["", "x"])
def test_refuses_a_token_that_is_none(made: OrgUnderTest, token: str) -> None:
    answer = made.http().post(PATH, data={"token": token})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_token")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_ends_a_session(made: OrgUnderTest, method: str) -> None:
    session = made.org.create_session(made.user_id)
    where = {"params": {"token": session}} if method == "GET" else {"data": {"token": session}}
    assert made.http().request(method, PATH, **where).status_code == 200  # type: ignore[arg-type]
    assert made.call("GET", "/services/oauth2/userinfo", session=session).status_code == 403
    assert made.http().post(PATH, data={"token": session}).status_code == 400


def test_a_refresh_token_takes_its_access_tokens_along(made: OrgUnderTest, browser: Browser) -> None:
    made.deploy(
        {
            "ecaOauth-meta": replaced("OpenID, Profile, Email", "OpenID, RefreshToken"),
            "ecaOauthPlcy": replaced("Zero", "Infinite"),
        }
    )
    tokens = browser.tokens(scope="openid refresh_token")
    assert made.http().post(PATH, data={"token": tokens["refresh_token"]}).status_code == 200
    assert made.call("GET", "/services/oauth2/userinfo", session=tokens["access_token"]).status_code == 403
    form = {
        "grant_type": "refresh_token",
        "refresh_token": tokens["refresh_token"],
        "client_id": made.client_id,
    }
    assert made.http().post("/services/oauth2/token", data=form).json()["error"] == "invalid_grant"
