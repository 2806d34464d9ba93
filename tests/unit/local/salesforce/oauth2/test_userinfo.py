import pytest

from unit.local.salesforce.orgs import Browser, OrgUnderTest, a_user

PATH = "/services/oauth2/userinfo"


def test_refuses_a_missing_token(made: OrgUnderTest) -> None:
    answer = made.call("GET", PATH)
    assert (answer.status_code, answer.text) == (403, "Missing_OAuth_Token")


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer x", "Basic x", "Bearer 00DAAAAAAAAAAAA!" + "x" * 96, "Bearer \xe9", ""]
)
def test_refuses_a_bad_token(made: OrgUnderTest, header: str) -> None:
    answer = made.http().get(PATH, headers=[(b"Authorization", header.encode("latin-1"))])
    assert (answer.status_code, answer.text) == (403, "Bad_OAuth_Token")


def test_refuses_two_tokens(made: OrgUnderTest) -> None:
    token = made.org.create_session(made.user_id)
    headers = [("Authorization", f"Bearer {token}"), ("Authorization", "Bearer x")]
    assert made.http().get(PATH, headers=headers).text == "Bad_OAuth_Token"


@pytest.mark.parametrize("ending", ["expired", "revoked", "timed out", "inactive", "lightning"])
def test_refuses_a_session_that_is_over_or_of_another_kind(made: OrgUnderTest, ending: str) -> None:
    kind = "lightning" if ending == "lightning" else "api"
    session = made.org.create_session(made.user_id, kind=kind, lifetime_seconds=60)
    if ending == "expired":
        made.org.expire_session(session)
    if ending == "revoked":
        made.org.revoke_session(session)
    if ending == "timed out":
        made.clock.advance(60)
    if ending == "inactive":
        path = f"/services/data/v66.0/sobjects/User/{made.user_id}"
        made.call("PATCH", path, as_admin=True, json={"IsActive": False})
    answer = made.call("GET", PATH, session=session)
    assert (answer.status_code, answer.text) == (403, "Bad_OAuth_Token")


def test_names_user_and_org_of_a_plain_session(made: OrgUnderTest) -> None:
    body = made.call("GET", PATH, session=made.org.create_session(made.user_id)).json()
    assert body["sub"] == f"https://login.salesforce.com/id/{made.org.org_id}/{made.user_id}"
    assert (body["user_id"], body["organization_id"]) == (made.user_id, made.org.org_id)
    assert (body["email"], body["email_verified"]) == ("bea@isthmus.example", True)
    assert (body["preferred_username"], body["active"]) == ("bea@isthmus.example", True)


def test_tells_an_unverified_email_as_such(made: OrgUnderTest) -> None:
    user_id = a_user(made.org, "uma@isthmus.example", email_verified=False)
    assert made.call("GET", PATH, session=made.org.create_session(user_id)).json()["email_verified"] is False


@pytest.mark.parametrize(("scope", "email"), [("openid", None), ("openid email", "bea@isthmus.example")])
def test_tells_as_much_as_the_scope_allows(browser: Browser, scope: str, email: str | None) -> None:
    token = browser.tokens(scope=scope)["access_token"]
    body = browser.made.call("GET", PATH, session=token).json()
    assert body.get("email") == email
    assert body["user_id"] == browser.made.user_id


def test_takes_post_and_the_older_scheme(made: OrgUnderTest) -> None:
    session = made.org.create_session(made.user_id)
    answer = made.http().post(PATH, headers={"Authorization": f"OAuth {session}"})
    assert answer.status_code == 200
