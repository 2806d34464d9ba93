import asyncio

import httpx2
import pytest

from unit.local.salesforce.orgs import Browser, OrgUnderTest, replaced

ROTATING = {
    "ecaGlblOauth": replaced("<isRefreshTokenRotationEnabled>false", "<isRefreshTokenRotationEnabled>true"),
    "ecaOauth-meta": replaced("OpenID, Profile, Email", "OpenID, RefreshToken, Api"),
    "ecaOauthPlcy": replaced("Zero", "Infinite"),
}
PATH = "/services/oauth2/token"
EXPIRED = {"error": "invalid_grant", "error_description": "expired access/refresh token"}


@pytest.fixture
def first(made: OrgUnderTest, browser: Browser) -> dict[str, str]:
    made.deploy(ROTATING)
    return browser.tokens(scope="openid api refresh_token")


def form_of(made: OrgUnderTest, token: str, **changes: str) -> dict[str, str]:
    return {"grant_type": "refresh_token", "refresh_token": token, "client_id": made.client_id, **changes}


def refresh(made: OrgUnderTest, token: str, **changes: str) -> httpx2.Response:
    answer: httpx2.Response = made.http().post(PATH, data=form_of(made, token, **changes))
    return answer


def test_a_rotated_token_ends_all_that_came_of_it(made: OrgUnderTest, first: dict[str, str]) -> None:
    second = refresh(made, first["refresh_token"]).json()
    assert refresh(made, first["refresh_token"]).json() == EXPIRED
    assert refresh(made, second["refresh_token"]).json() == EXPIRED
    for tokens in (first, second):
        answer = made.call("GET", "/services/oauth2/userinfo", session=tokens["access_token"])
        assert answer.text == "Bad_OAuth_Token"


def test_one_of_many_at_once_gets_the_next_token(made: OrgUnderTest, first: dict[str, str]) -> None:
    form = form_of(made, first["refresh_token"])

    async def at_once() -> list[int]:
        async with made.async_http() as http:
            answers = await asyncio.gather(*(http.post(PATH, data=form) for _ in range(4)))
        return sorted(answer.status_code for answer in answers)

    assert asyncio.run(at_once()) == [200, 400, 400, 400]


def test_refuses_the_refresh_token_of_another_app(made: OrgUnderTest, first: dict[str, str]) -> None:
    other = "Cognito_User_Pool"
    changes = {
        "client_id": made.org.consumer_key_of(other),
        "client_secret": made.org.consumer_secret_of(other).reveal(),
    }
    assert refresh(made, first["refresh_token"], **changes).json() == EXPIRED
    assert refresh(made, first["refresh_token"]).status_code == 200


def test_a_narrow_request_does_not_narrow_the_next_token(made: OrgUnderTest, first: dict[str, str]) -> None:
    narrow = refresh(made, first["refresh_token"], scope="openid").json()
    assert narrow["scope"] == "openid"
    assert "api" in refresh(made, narrow["refresh_token"]).json()["scope"].split()


def test_rotation_makes_no_token_older_than_the_policy_allows(made: OrgUnderTest, browser: Browser) -> None:
    timed = "SpecificLifetime</refreshTokenPolicyType><refreshTokenValidityPeriod>2"
    unit = "</refreshTokenValidityPeriod><refreshTokenValidityUnit>Hours</refreshTokenValidityUnit>"
    made.deploy(ROTATING | {"ecaOauthPlcy": replaced("Zero</refreshTokenPolicyType>", timed + unit)})
    token = browser.tokens(scope="openid refresh_token")["refresh_token"]
    made.clock.advance(3600)
    token = refresh(made, token).json()["refresh_token"]
    made.clock.advance(3601)
    assert refresh(made, token).json() == EXPIRED


def test_each_refresh_gives_the_next_token(made: OrgUnderTest, first: dict[str, str]) -> None:
    token = first["refresh_token"]
    for _ in range(3):
        body = refresh(made, token).json()
        assert body["refresh_token"] != token
        token = body["refresh_token"]
