import httpx2

from unit.local.salesforce.orgs import Browser, OrgUnderTest, replaced

PATH = "/services/oauth2/introspect"


def ask(made: OrgUnderTest, token: str, *, secret: str | None = "right") -> httpx2.Response:
    right = made.org.consumer_secret_of("Cognito_OIDC_Sample").reveal()
    sent = {"client_secret": right if secret == "right" else secret} if secret else {}
    answer: httpx2.Response = made.http().post(
        PATH, data={"token": token, "client_id": made.client_id, **sent}
    )
    return answer


def test_refuses_a_client_that_does_not_prove_itself(made: OrgUnderTest) -> None:
    for secret in (None, "wrong"):
        answer = ask(made, "x", secret=secret)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_client")


def test_tells_nothing_of_an_unknown_token_or_another_apps(made: OrgUnderTest) -> None:
    for token in ("x", made.org.create_session(made.user_id)):
        assert ask(made, token).json() == {"active": False}


def test_describes_a_token_of_the_app(made: OrgUnderTest, browser: Browser) -> None:
    body = ask(made, browser.tokens()["access_token"]).json()
    assert (body["active"], body["scope"]) == (True, "email openid profile")
    assert (body["client_id"], body["username"]) == (made.client_id, "bea@isthmus.example")
    assert body["exp"] - body["iat"] == 7200


def test_an_app_that_may_introspect_all_sees_any_session(made: OrgUnderTest) -> None:
    element = "isIntrospectAllTokens"
    made.deploy({"ecaGlblOauth": replaced(f"<{element}>false", f"<{element}>true")})
    assert ask(made, made.org.create_session(made.user_id)).json()["active"] is True
