import base64
from collections.abc import Callable

import httpx2
import pytest

from unit.local.salesforce.orgs import API, ORIGIN, OrgUnderTest, replaced

GLOBAL, POLICIES, SCOPES = "ecaGlblOauth", "ecaOauthPlcy", "ecaOauth-meta"
ON = replaced("<isClientCredentialsFlowEnabled>false", "<isClientCredentialsFlowEnabled>true")
FLAG = "<isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>"


def runs_as(username: str, *, is_on: bool = True) -> Callable[[str], str]:
    user = f"<clientCredentialsFlowUser>{username}</clientCredentialsFlowUser>{FLAG if is_on else ''}"
    return replaced("<externalClientApplication>", user + "<externalClientApplication>")


def switch_on(made: OrgUnderTest, *, scopes: str = "OpenID, Api, RefreshToken") -> None:
    made.deploy(
        {
            GLOBAL: ON,
            POLICIES: runs_as("bea@isthmus.example"),
            SCOPES: replaced("OpenID, Profile, Email", scopes),
        }
    )


def ask(made: OrgUnderTest, *, secret: str | None = None, **form: str) -> httpx2.Response:
    right = made.org.consumer_secret_of("Cognito_OIDC_Sample").reveal()
    body = {
        "grant_type": "client_credentials",
        "client_id": made.client_id,
        "client_secret": right if secret is None else secret,
        **form,
    }
    answer: httpx2.Response = made.http().post(
        "/services/oauth2/token", data={name: value for name, value in body.items() if value}
    )
    return answer


def refusal(answer: httpx2.Response) -> tuple[int, str, str]:
    body = answer.json()
    return answer.status_code, body["error"], body["error_description"]


NOBODY = (400, "invalid_grant", "no client credentials user enabled")


@pytest.mark.parametrize("secret", ["", "wrong"])
def test_always_wants_the_secret(made: OrgUnderTest, secret: str) -> None:
    switch_on(made)
    assert refusal(ask(made, secret=secret)) == (400, "invalid_client", "invalid client credentials")


def test_refuses_the_secret_of_another_app(made: OrgUnderTest) -> None:
    switch_on(made)
    other = made.org.consumer_secret_of("Cognito_User_Pool").reveal()
    assert refusal(ask(made, secret=other)) == (400, "invalid_client", "invalid client credentials")


def test_refuses_where_the_app_does_not_have_the_flow(made: OrgUnderTest) -> None:
    assert refusal(ask(made)) == NOBODY
    made.deploy({GLOBAL: ON})
    assert refusal(ask(made)) == NOBODY


def test_refuses_where_the_policies_do_not_have_the_flow(made: OrgUnderTest) -> None:
    made.deploy({GLOBAL: ON, POLICIES: runs_as("bea@isthmus.example", is_on=False)})
    assert refusal(ask(made)) == NOBODY


def test_refuses_a_run_as_user_who_is_not_there(made: OrgUnderTest) -> None:
    made.deploy({GLOBAL: ON, POLICIES: runs_as("nobody@isthmus.example")})
    assert refusal(ask(made)) == NOBODY


def test_refuses_to_run_as_automated_process(made: OrgUnderTest) -> None:
    made.deploy({GLOBAL: ON, POLICIES: runs_as(f"autoproc@{made.org.org_id.lower()}")})
    assert refusal(ask(made)) == NOBODY


def test_refuses_a_run_as_user_who_left(made: OrgUnderTest) -> None:
    switch_on(made)
    made.call("PATCH", f"{API}/sobjects/User/{made.user_id}", as_admin=True, json={"IsActive": False})
    assert refusal(ask(made)) == (400, "inactive_user", "user is inactive")


def test_refuses_a_run_as_user_whom_no_admin_approved(made: OrgUnderTest) -> None:
    def change(text: str) -> str:
        return runs_as("bea@isthmus.example")(text).replace("AllSelfAuthorized", "AdminApprovedPreAuthorized")

    made.deploy({GLOBAL: ON, POLICIES: change})
    assert refusal(ask(made))[1] == "invalid_app_access"


def test_refuses_a_scope(made: OrgUnderTest) -> None:
    switch_on(made)
    assert refusal(ask(made, scope="api")) == (400, "invalid_request", "scope parameter not supported")


def test_refuses_an_app_without_a_scope_of_use(made: OrgUnderTest) -> None:
    switch_on(made, scopes="OpenID, RefreshToken")
    assert refusal(ask(made)) == (400, "invalid_grant", "no valid scopes defined")


def test_gives_an_access_token_of_the_run_as_user_and_nothing_that_lasts(made: OrgUnderTest) -> None:
    switch_on(made)
    answer = ask(made)
    assert answer.status_code == 200
    body = answer.json()
    assert list(body) == [
        *("access_token", "signature", "scope", "instance_url", "id", "token_type", "issued_at")
    ]
    assert (body["scope"], body["instance_url"]) == ("api", ORIGIN)
    assert body["id"].endswith(made.user_id)
    assert made.call("GET", API, session=body["access_token"]).status_code == 200


def test_takes_the_secret_from_basic(made: OrgUnderTest) -> None:
    switch_on(made)
    secret = made.org.consumer_secret_of("Cognito_OIDC_Sample").reveal()
    pair = base64.b64encode(f"{made.client_id}:{secret}".encode()).decode()
    answer = made.http().post(
        "/services/oauth2/token",
        data={"grant_type": "client_credentials"},
        headers={"Authorization": f"Basic {pair}"},
    )
    assert answer.status_code == 200
