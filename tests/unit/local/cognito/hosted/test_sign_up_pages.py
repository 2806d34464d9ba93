from collections.abc import Mapping

import pytest

from unit.local.cognito.hosted.browsing import PASSWORD, Browser, answer_of
from unit.local.cognito.hosted.conftest import change_client
from unit.local.cognito.local_pools import CREATE, DEFINE, Json, LocalPools

TYPED = {
    "username": "jane",
    "userAttributes.email": "jane@example.com",
    "userAttributes.given_name": "Jane",
    "password": PASSWORD,
    "confirmation": PASSWORD,
}


def newest_code(local: LocalPools) -> str:
    return local.pools.outbox()[0].code


def sign_up(visitor: Browser, typed: Mapping[str, str] | None = None) -> None:
    visitor.open("/signup")
    response = visitor.submit({**TYPED, **(typed or {})})
    assert response.headers["location"].startswith("/confirm?"), visitor.page.alert
    visitor.follow(response)


def status_of(local: LocalPools, pool_id: str, username: str = "jane") -> str:
    status: str = local.call("AdminGetUser", UserPoolId=pool_id, Username=username)["UserStatus"]
    return status


def test_is_hidden_and_refused_where_only_administrators_make_users(
    local: LocalPools, visitor: Browser, open_pool: str
) -> None:
    visitor.open("/signup")
    page = visitor.page
    config = {"AllowAdminCreateUserOnly": True}
    local.call("UpdateUserPool", UserPoolId=open_pool, AdminCreateUserConfig=config)
    assert visitor.open("/signup").status_code == 400
    assert visitor.page.alert == "SignUp is not permitted for this user pool"
    visitor.page = page
    assert visitor.submit(TYPED).status_code == 400
    visitor.open("/login")
    assert not any(link.startswith("/signup") for link in visitor.page.links)
    assert local.call("ListUsers", UserPoolId=open_pool)["Users"] == []


@pytest.mark.parametrize(
    "path", ["/login", "/signup", "/confirm", "/forgotPassword", "/confirmforgotPassword"]
)
def test_a_client_without_local_users_takes_no_form_of_theirs(
    local: LocalPools, visitor: Browser, open_client: Json, path: str
) -> None:
    visitor.open(path)
    page = visitor.page
    details = {
        "client_id": "x",
        "client_secret": "x",
        "authorize_scopes": "openid",
        "oidc_issuer": "https://provider.example.com",
        "attributes_request_method": "GET",
        "authorize_url": "https://provider.example.com/authorize",
        "token_url": "https://provider.example.com/token",
        "attributes_url": "https://provider.example.com/userinfo",
        "jwks_uri": "https://provider.example.com/keys",
    }
    local.call(
        "CreateIdentityProvider",
        UserPoolId=open_client["UserPoolId"],
        ProviderName="Other",
        ProviderType="OIDC",
        ProviderDetails=details,
    )
    change_client(local, open_client, SupportedIdentityProviders=["Other"])
    visitor.page = page
    assert visitor.submit(TYPED | {"code": "1", "new_password": PASSWORD}).status_code == 400
    assert "lacks COGNITO" in visitor.page.alert


@pytest.mark.parametrize("path", ["/signup", "/confirm", "/resendcode", "/forgotPassword"])
def test_a_page_needs_an_authorization_request_that_is_good(visitor: Browser, path: str) -> None:
    assert visitor.open(path, redirect_uri="https://evil.example.com/").status_code == 400
    assert visitor.open(path, client_id="nobody").status_code == 400
    assert "location" not in visitor.get(path).headers


@pytest.mark.parametrize(
    ("typed", "alert"),
    [
        ({"username": ""}, "Fill in: Username."),
        ({"userAttributes.given_name": "", "password": ""}, "Fill in: Given name and Password."),
        ({"confirmation": "Other-horse-7"}, "The two passwords differ."),
        ({"password": "short", "confirmation": "short"}, "This password is too weak. It needs at least 8"),
        ({"userAttributes.email": "jane"}, "Invalid email address format."),
        ({"userAttributes.given_name": "x" * 2049}, "What you typed has a space, a sign or a length"),
        ({"username": "jane doe"}, "What you typed has a space, a sign or a length"),
        ({"username": "j" * 129}, "What you typed has a space, a sign or a length"),
        ({"password": "P1-" + "x" * 300, "confirmation": "P1-" + "x" * 300}, "What you typed has a space"),
    ],
)
def test_says_what_is_wrong_and_keeps_what_was_typed(
    local: LocalPools, visitor: Browser, open_pool: str, typed: dict[str, str], alert: str
) -> None:
    visitor.open("/signup")
    sent = TYPED | typed
    response = visitor.submit(sent)
    assert (response.status_code, visitor.page.title) == (200, "Sign up")
    assert visitor.page.alert.startswith(alert)
    fields = visitor.page.fields
    assert fields["username"] == sent["username"]
    assert fields["userAttributes.email"] == sent["userAttributes.email"]
    assert fields["password"] == fields["confirmation"] == ""
    assert local.call("ListUsers", UserPoolId=open_pool)["Users"] == []


def test_attributes_that_were_not_asked_for_are_not_written(
    local: LocalPools, visitor: Browser, open_pool: str
) -> None:
    sign_up(visitor, {"userAttributes.email_verified": "true", "userAttributes.name": "Admin"})
    user = local.call("AdminGetUser", UserPoolId=open_pool, Username="jane")
    written = {each["Name"] for each in user["UserAttributes"]}
    assert written == {"sub", "email", "given_name"}


def test_a_taken_username_is_told(local: LocalPools, visitor: Browser) -> None:
    sign_up(visitor)
    visitor.open("/signup")
    visitor.submit(TYPED)
    assert visitor.page.alert == "User already exists"
    assert len(local.pools.outbox()) == 1


def test_a_pre_sign_up_trigger_that_says_no_is_told(
    local: LocalPools, visitor: Browser, open_pool: str
) -> None:
    local.call(
        "UpdateUserPool",
        UserPoolId=open_pool,
        AutoVerifiedAttributes=["email"],
        LambdaConfig={"PreSignUp": DEFINE},
    )
    local.functions.fail(DEFINE, "<b>not you</b>")
    visitor.open("/signup")
    response = visitor.submit(TYPED)
    assert visitor.page.alert == "PreSignUp failed with error <b>not you</b>."
    assert "<b>" not in response.text


def test_a_wrong_code_confirms_nobody_and_guesses_are_few(
    local: LocalPools, visitor: Browser, open_pool: str
) -> None:
    sign_up(visitor)
    wrong = f"{(int(newest_code(local)) + 1) % 10**6:06}"
    for _ in range(5):
        visitor.submit(code=wrong)
        assert visitor.page.alert == "Invalid verification code provided, please try again."
    visitor.submit(code=newest_code(local))
    assert visitor.page.alert == "Attempt limit exceeded, please try after some time."
    assert status_of(local, open_pool) == "UNCONFIRMED"


def test_codes_are_sent_again_a_few_times_only(local: LocalPools, visitor: Browser) -> None:
    sign_up(visitor)
    first = newest_code(local)
    visitor.follow(visitor.submit(form=1))
    assert visitor.page.status == "A new code was sent."
    assert newest_code(local) != first or len(local.pools.outbox()) == 2
    for _ in range(4):
        visitor.submit(form=1)
        visitor.open("/confirm")
    visitor.submit(form=1)
    assert len(local.pools.outbox()) == 5


def test_following_a_link_sends_no_code(local: LocalPools, visitor: Browser) -> None:
    sign_up(visitor)
    assert visitor.open("/resendcode").headers["location"].startswith("/confirm?")
    assert len(local.pools.outbox()) == 1


def test_an_unknown_user_looks_like_a_wrong_code(visitor: Browser) -> None:
    visitor.open("/confirm")
    visitor.submit(username="nobody", code="123456")
    assert visitor.page.alert == "Invalid verification code provided, please try again."
    assert visitor.page.title == "Confirm your account"


def test_a_form_of_one_page_is_no_form_of_another(visitor: Browser) -> None:
    sign_up(visitor)
    action, fields = visitor.page.forms[0]
    assert visitor.post(action.replace("/confirm", "/resendcode"), fields).status_code == 400
    assert visitor.post(action, fields | {"_csrf": ""}).status_code == 400
    evil = {"origin": "https://evil.example.com"}
    assert visitor.post(action, fields, headers=evil).status_code == 400


def test_signs_up_confirms_and_signs_in(local: LocalPools, visitor: Browser, open_pool: str) -> None:
    visitor.follow(visitor.authorize())
    (link,) = (link for link in visitor.page.links if link.startswith("/signup?"))
    visitor.get(link)
    visitor.follow(visitor.submit(TYPED))
    assert visitor.page.title == "Confirm your account"
    response = visitor.submit(code=newest_code(local))
    assert response.headers["location"].startswith("/login?")
    visitor.follow(response)
    assert visitor.page.status == "Your account is confirmed. Sign in."
    assert visitor.page.fields["username"] == "jane"
    assert answer_of(visitor.submit(password=PASSWORD))["state"] == "s-1"
    assert "page-data" not in visitor.cookies
    assert status_of(local, open_pool) == "CONFIRMED"


def test_the_triggers_of_a_sign_up_run(local: LocalPools, visitor: Browser, open_pool: str) -> None:
    triggers = {"PreSignUp": DEFINE, "PostConfirmation": CREATE}
    local.call(
        "UpdateUserPool", UserPoolId=open_pool, AutoVerifiedAttributes=["email"], LambdaConfig=triggers
    )
    local.functions.respond(DEFINE, autoConfirmUser=True, autoVerifyEmail=True, autoVerifyPhone=False)
    local.functions.respond(CREATE)
    visitor.open("/signup")
    response = visitor.submit(TYPED)
    assert response.headers["location"].startswith("/login?")
    visitor.follow(response)
    assert visitor.page.status.startswith("Your account is confirmed.")
    sources = [event["triggerSource"] for event in local.functions.events]
    assert sources == ["PreSignUp_SignUp", "PostConfirmation_ConfirmSignUp"]


def test_without_codes_an_administrator_has_to_confirm(
    local: LocalPools, visitor: Browser, open_pool: str
) -> None:
    local.call("UpdateUserPool", UserPoolId=open_pool, AutoVerifiedAttributes=[])
    visitor.open("/signup")
    visitor.follow(visitor.submit(TYPED))
    assert visitor.page.status.startswith("Your account waits for an administrator")


def test_who_signs_in_by_email_is_asked_for_it_once(local: LocalPools) -> None:
    settings: Json = {"UsernameAttributes": ["email"], "AutoVerifiedAttributes": ["email"]}
    pool_id = local.call("CreateUserPool", PoolName="mail", **settings)["UserPool"]["Id"]
    local.call("CreateUserPoolDomain", UserPoolId=pool_id, Domain="mail")
    client = local.call(
        "CreateUserPoolClient",
        UserPoolId=pool_id,
        ClientName="Mail",
        SupportedIdentityProviders=["COGNITO"],
        CallbackURLs=["https://app.example.com/callback"],
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid", "email"],
    )["UserPoolClient"]
    visitor = Browser(local, client)
    assert ">Email</label>" in visitor.open("/signup").text
    assert not any(name.startswith("userAttributes.") for name in visitor.page.fields)
    visitor.submit(username="jane", password=PASSWORD, confirmation=PASSWORD)
    assert visitor.page.alert == "Username should be either an email or a phone number."
    typed = {"username": "jane@example.com", "password": PASSWORD, "confirmation": PASSWORD}
    visitor.follow(visitor.submit(typed))
    visitor.follow(visitor.submit(code=newest_code(local)))
    assert "code" in answer_of(visitor.submit(password=PASSWORD))


class TestTheLink:
    def test_confirms_nobody_by_a_wrong_code_or_for_another_client(
        self, local: LocalPools, visitor: Browser, open_client: Json, open_pool: str
    ) -> None:
        sign_up(visitor)
        code = newest_code(local)
        wrong = f"{(int(code) + 1) % 10**6:06}"
        known = f"/confirmUser?client_id={open_client['ClientId']}"
        for address in (
            known,
            f"{known}&user_name=jane",
            f"{known}&user_name=jane&confirmation_code={wrong}",
            f"{known}&user_name=nobody&confirmation_code={code}",
            f"/confirmUser?client_id=nobody&user_name=jane&confirmation_code={code}",
        ):
            assert visitor.get(address).status_code == 400
        right = f"{known}&user_name=jane&confirmation_code={code}"
        assert local.request("HEAD", right).status_code == 400
        assert local.request("POST", right).status_code == 405
        assert status_of(local, open_pool) == "UNCONFIRMED"

    def test_confirms_and_leads_nowhere(
        self, local: LocalPools, visitor: Browser, open_client: Json, open_pool: str
    ) -> None:
        sign_up(visitor)
        address = (
            f"/confirmUser?client_id={open_client['ClientId']}&user_name=jane"
            f"&confirmation_code={newest_code(local)}&redirect_uri=https://evil.example.com/"
        )
        response = visitor.get(address)
        assert (response.status_code, visitor.page.title) == (200, "Your account is confirmed")
        assert "evil" not in response.text
        assert status_of(local, open_pool) == "CONFIRMED"
        assert visitor.get(address).status_code == 400


def test_a_page_data_cookie_of_another_app_or_damaged_counts_as_none(
    local: LocalPools, visitor: Browser, open_client: Json
) -> None:
    sign_up(visitor)
    good = visitor.cookies["page-data"]
    for damaged in ("x", "A" * 4000, "%%%", "w6k="):
        visitor.cookies["page-data"] = damaged
        assert visitor.open("/confirm").status_code == 200
        assert visitor.page.fields["username"] == ""
    change_client(local, open_client, CallbackURLs=["https://app.example.com/callback"])
    visitor.cookies["page-data"] = good
    visitor.open("/confirm")
    assert visitor.page.fields["username"] == "jane"
