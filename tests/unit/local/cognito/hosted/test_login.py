import pytest

from unit.local.cognito.hosted.browsing import CALLBACK, PASSWORD, Browser, answer_of
from unit.local.cognito.hosted.conftest import change_client
from unit.local.cognito.local_pools import CREATE, DEFINE, ISSUER_BASE, VERIFY, Json, LocalPools

WRONG = "Incorrect username or password."


@pytest.mark.usefixtures("jane")
@pytest.mark.parametrize(("username", "password"), [("jane", "wrong"), ("nobody", PASSWORD)])
def test_tells_nothing_about_what_was_wrong(browser: Browser, username: str, password: str) -> None:
    response = browser.sign_in(username, password)
    assert (response.status_code, browser.page.alert) == (200, WRONG)
    assert browser.page.fields["username"] == username
    assert browser.session_cookie not in browser.cookies


@pytest.mark.usefixtures("jane")
def test_names_an_unknown_user_if_the_client_wants_it(
    local: LocalPools, browser: Browser, web_client: Json
) -> None:
    change_client(local, web_client, PreventUserExistenceErrors="LEGACY")
    browser.sign_in("nobody")
    assert browser.page.alert == "User does not exist."


@pytest.mark.usefixtures("jane")
def test_refuses_an_empty_form(browser: Browser) -> None:
    browser.sign_in("jane", "")
    assert browser.page.alert == "Enter your username and your password."


@pytest.mark.usefixtures("jane")
def test_refuses_a_disabled_user(local: LocalPools, browser: Browser, pool_id: str) -> None:
    local.call("AdminDisableUser", UserPoolId=pool_id, Username="jane")
    browser.sign_in()
    assert browser.page.alert == "User is disabled."


@pytest.mark.usefixtures("jane")
def test_refuses_a_user_who_is_not_confirmed(local: LocalPools, browser: Browser) -> None:
    local.pools._services.database.execute("UPDATE user SET status = 'UNCONFIRMED'")
    browser.sign_in("jane", "wrong")
    assert browser.page.alert == WRONG
    response = browser.sign_in()
    assert response.headers["location"].startswith("/confirm?")
    assert browser.session_cookie not in browser.cookies
    browser.follow(response)
    assert (browser.page.title, browser.page.fields["username"]) == ("Confirm your account", "jane")


@pytest.mark.usefixtures("jane")
def test_page_and_api_count_wrong_passwords_together(
    local: LocalPools, browser: Browser, web_client: Json
) -> None:
    change_client(local, web_client, ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"])
    for _ in range(3):
        browser.sign_in("jane", "wrong")
    for _ in range(2):
        with pytest.raises(Exception, match=WRONG):
            local.call(
                "InitiateAuth",
                ClientId=web_client["ClientId"],
                AuthFlow="USER_PASSWORD_AUTH",
                AuthParameters={"USERNAME": "jane", "PASSWORD": "wrong"},
            )
    browser.sign_in()
    assert browser.page.alert == "Password attempts exceeded"
    local.clock.forward(2)
    assert "code" in answer_of(browser.sign_in())


@pytest.mark.usefixtures("jane")
@pytest.mark.parametrize("origin", ["https://evil.example.com", "http://127.0.0.1:9999", "null"])
def test_refuses_a_form_from_another_origin(browser: Browser, origin: str) -> None:
    browser.authorize("/login")
    response = browser.submit(username="jane", password=PASSWORD, headers={"origin": origin})
    assert response.status_code == 400
    assert "This form did not come from this page" in browser.page.alert


@pytest.mark.usefixtures("jane")
@pytest.mark.parametrize("token", ["", "0" * 64, "é"])
def test_refuses_a_form_without_its_token(browser: Browser, token: str) -> None:
    browser.authorize("/login")
    response = browser.submit(username="jane", password=PASSWORD, _csrf=token)
    assert response.status_code == 400


@pytest.mark.usefixtures("jane")
def test_refuses_a_form_in_another_browser_and_for_another_request(
    local: LocalPools, browser: Browser, web_client: Json
) -> None:
    browser.authorize("/login")
    other = Browser(local, web_client)
    other.page = browser.page
    assert other.submit(username="jane", password=PASSWORD).status_code == 400
    browser.authorize("/login")
    action, fields = browser.page.forms[0]
    typed = fields | {"username": "jane", "password": PASSWORD}
    assert browser.post(action.replace("s-1", "s-2"), typed).status_code == 400
    assert browser.post(action.replace("/login", "/signup"), typed).status_code == 400


def test_refuses_a_body_that_is_no_form(browser: Browser) -> None:
    browser.authorize("/login")
    response = browser.submit(headers={"content-type": "application/json"})
    assert (response.status_code, browser.page.title) == (
        400,
        "An error was encountered with the requested page.",
    )


def test_escapes_what_a_stranger_wrote(browser: Browser) -> None:
    response = browser.authorize("/login", login_hint='"><script>alert(1)</script>', state="<b>")
    assert "<script" not in response.text
    assert "<b>" not in response.text
    browser.submit(username="<i>jane</i>", password="x")
    assert browser.page.fields["username"] == "<i>jane</i>"


def test_the_page_runs_no_script_and_posts_only_home_and_to_the_callback(browser: Browser) -> None:
    headers = browser.authorize("/login").headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self' https://app.example.com;" in policy
    assert headers["cache-control"] == "no-store"


def test_the_page_has_its_style_and_nothing_else(local: LocalPools) -> None:
    for name, kind in (("style.css", "text/css"), ("mark.svg", "image/svg+xml")):
        assert local.request("GET", f"/login/{name}").headers["content-type"].startswith(kind)
    for name in ("login.html", "..%2f__init__.py", "nothing.css"):
        assert local.request("GET", f"/login/{name}").status_code == 404


@pytest.mark.usefixtures("jane")
@pytest.mark.parametrize("trigger", ["PreAuthentication", "PostAuthentication"])
def test_a_trigger_that_says_no_is_told_on_the_page(
    local: LocalPools, browser: Browser, pool_id: str, trigger: str
) -> None:
    local.call("UpdateUserPool", UserPoolId=pool_id, LambdaConfig={trigger: DEFINE})
    local.functions.fail(DEFINE, "not today")
    browser.sign_in()
    assert browser.page.alert == f"{trigger} failed with error not today."
    assert browser.session_cookie not in browser.cookies


@pytest.mark.usefixtures("jane")
@pytest.mark.parametrize("trigger", ["PreAuthentication", "PostAuthentication", "PreTokenGeneration"])
@pytest.mark.parametrize("operation", ["AdminDisableUser", "AdminDeleteUser"])
def test_a_user_who_goes_while_a_trigger_runs_gets_nothing(
    local: LocalPools, browser: Browser, pool_id: str, trigger: str, operation: str
) -> None:
    async def meanwhile(event: Json) -> Json:
        await local.answer(operation, {"UserPoolId": pool_id, "Username": "jane"})
        return event

    local.call("UpdateUserPool", UserPoolId=pool_id, LambdaConfig={trigger: DEFINE})
    local.functions.run[DEFINE] = meanwhile
    response = browser.sign_in()
    assert response.status_code in (200, 302)
    assert "code=" not in response.headers.get("location", "")
    assert browser.session_cookie not in browser.cookies


@pytest.mark.usefixtures("jane")
def test_a_pre_token_trigger_that_says_no_is_told_to_the_app(
    local: LocalPools, browser: Browser, pool_id: str
) -> None:
    local.call("UpdateUserPool", UserPoolId=pool_id, LambdaConfig={"PreTokenGeneration": DEFINE})
    local.functions.fail(DEFINE, "not allowed")
    response = browser.sign_in()
    assert response.headers["location"] == (
        f"{CALLBACK}?error_description=PreTokenGeneration+failed+with+error+not+allowed."
        "&state=s-1&error=invalid_request"
    )
    assert browser.session_cookie not in browser.cookies


@pytest.mark.usefixtures("jane")
def test_signs_in_and_the_triggers_run_in_their_order(
    local: LocalPools, browser: Browser, pool_id: str
) -> None:
    triggers = {"PreAuthentication": DEFINE, "PostAuthentication": CREATE, "PreTokenGeneration": VERIFY}
    local.call("UpdateUserPool", UserPoolId=pool_id, LambdaConfig=triggers)
    for arn in triggers.values():
        local.functions.respond(arn)
    answer = answer_of(browser.sign_in())
    assert answer.keys() == {"code", "state"}
    assert [event["triggerSource"] for event in local.functions.events] == [
        "PreAuthentication_Authentication",
        "PostAuthentication_Authentication",
        "TokenGeneration_HostedAuth",
    ]


@pytest.mark.usefixtures("jane")
def test_the_session_is_a_cookie_that_scripts_cannot_read(browser: Browser) -> None:
    headers = browser.sign_in().headers
    assert headers["cache-control"] == "no-store"
    (header,) = (each for each in headers.get_list("set-cookie") if each.startswith(browser.session_cookie))
    header = header.lower()
    for word in ("httponly", "samesite=lax", "max-age=3600", "path=/"):
        assert word in header


@pytest.mark.usefixtures("jane")
@pytest.mark.parametrize(
    "change", ["expired", "disabled", "deleted", "new password", "another cookie", "another pool"]
)
def test_a_session_does_not_outlive_its_reason(
    local: LocalPools, browser: Browser, pool_id: str, change: str
) -> None:
    browser.sign_in()
    assert "code" in answer_of(browser.authorize())
    match change:
        case "expired":
            local.clock.forward(3600)
        case "disabled":
            local.call("AdminDisableUser", UserPoolId=pool_id, Username="jane")
        case "deleted":
            local.call("AdminDeleteUser", UserPoolId=pool_id, Username="jane")
        case "new password":
            local.call("AdminSetUserPassword", UserPoolId=pool_id, Username="jane", Password="Temporary-1")
        case "another cookie":
            browser.cookies[browser.session_cookie] += "x"
        case _:
            other = local.call("CreateUserPool", PoolName="other")["UserPool"]["Id"]
            local.pools._services.database.execute("UPDATE browser_session SET pool_id = ?", (other,))
    assert answer_of(browser.authorize(prompt="none")) == {"error": "login_required", "state": "s-1"}
    assert browser.authorize().headers["location"].startswith("/login?")


@pytest.mark.usefixtures("jane")
def test_signs_in_silently_a_second_time_even_after_a_restart(local: LocalPools, browser: Browser) -> None:
    browser.sign_in()
    local.restart()
    assert answer_of(browser.authorize(prompt="none")).keys() == {"code", "state"}
    assert answer_of(browser.authorize(prompt="select_account")).keys() == {"code", "state"}


@pytest.mark.usefixtures("jane")
def test_prompt_login_asks_again_and_renews_the_session(browser: Browser) -> None:
    browser.sign_in()
    first = browser.cookies[browser.session_cookie]
    browser.get(browser.authorize(prompt="login").headers["location"])
    assert browser.page.title == "Sign in"
    assert "code" in answer_of(browser.submit(username="jane", password=PASSWORD))
    assert browser.cookies[browser.session_cookie] != first
    browser.cookies[browser.session_cookie] = first
    assert answer_of(browser.authorize(prompt="none"))["error"] == "login_required"


class TestATemporaryPassword:
    @pytest.fixture
    def asked(self, local: LocalPools, browser: Browser, pool_id: str, user: Json) -> Browser:
        assert user
        local.call("AdminSetUserPassword", UserPoolId=pool_id, Username="jane", Password="Temporary-1")
        browser.sign_in("jane", "Temporary-1")
        assert browser.page.title == "Choose a new password"
        return browser

    def test_gives_no_session(self, asked: Browser) -> None:
        assert asked.session_cookie not in asked.cookies
        assert answer_of(asked.authorize(prompt="none"))["error"] == "login_required"

    def test_is_asked_for_again_if_the_new_one_is_too_weak_or_mistyped(self, asked: Browser) -> None:
        asked.submit(new_password="short", confirmation="short")
        assert asked.page.alert == (
            "This password is too weak. It needs at least 8 characters, with an upper-case letter,"
            " a lower-case letter, a digit and a symbol."
        )
        asked.submit(new_password=PASSWORD, confirmation="Another-horse-7")
        assert asked.page.alert == "The two passwords differ."
        asked.submit(new_password="", confirmation="")
        assert asked.page.alert == "Fill in: New password."
        assert "code" in answer_of(asked.submit(new_password=PASSWORD, confirmation=PASSWORD))

    @pytest.mark.parametrize(
        ("username", "session"), [("other", None), ("jane", "unknown"), ("jane", "x" * 128)]
    )
    def test_is_not_replaced_for_a_session_of_another(
        self, asked: Browser, username: str, session: str | None
    ) -> None:
        asked.page.fields.update({"username": username} | ({} if session is None else {"session": session}))
        asked.submit(new_password=PASSWORD, confirmation=PASSWORD)
        assert asked.page.title == "Sign in"
        assert asked.page.alert == "Invalid session for the user."

    def test_is_not_replaced_by_a_session_of_the_api(self, local: LocalPools, asked: Browser) -> None:
        local.pools._services.database.execute("UPDATE challenge_session SET door = 'api'")
        asked.submit(new_password=PASSWORD, confirmation=PASSWORD)
        assert asked.page.alert == "Invalid session for the user."

    def test_is_not_replaced_too_late(self, local: LocalPools, asked: Browser) -> None:
        local.clock.forward(181)
        asked.submit(new_password=PASSWORD, confirmation=PASSWORD)
        assert asked.page.alert == "Invalid session for the user, session is expired."

    def test_is_replaced_once(self, asked: Browser) -> None:
        page = asked.page
        assert "code" in answer_of(asked.submit(new_password=PASSWORD, confirmation=PASSWORD))
        asked.page = page
        asked.submit(new_password="Another-horse-8", confirmation="Another-horse-8")
        assert asked.page.alert == "Invalid session for the user, session can only be used once."
        assert "code" in answer_of(asked.authorize(prompt="none"))


def test_a_temporary_password_asks_for_the_required_attributes_too(local: LocalPools) -> None:
    attribute = {"Name": "family_name", "Required": True, "AttributeDataType": "String", "Mutable": True}
    pool_id = local.call("CreateUserPool", PoolName="named", Schema=[attribute])["UserPool"]["Id"]
    local.call("CreateUserPoolDomain", UserPoolId=pool_id, Domain="named")
    client = local.call(
        "CreateUserPoolClient",
        UserPoolId=pool_id,
        ClientName="App",
        SupportedIdentityProviders=["COGNITO"],
        CallbackURLs=[CALLBACK],
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid", "email"],
    )["UserPoolClient"]
    local.call(
        "AdminCreateUser",
        UserPoolId=pool_id,
        Username="jane",
        MessageAction="SUPPRESS",
        TemporaryPassword="Temporary-1",
    )
    browser = Browser(local, client)
    browser.sign_in("jane", "Temporary-1")
    browser.submit(new_password=PASSWORD, confirmation=PASSWORD)
    assert browser.page.alert == "Fill in: Family name."
    sent = {"userAttributes.family_name": "Doe", "new_password": PASSWORD, "confirmation": PASSWORD}
    assert "code" in answer_of(browser.submit(sent))
    user = local.call("AdminGetUser", UserPoolId=pool_id, Username="jane")
    assert {"Name": "family_name", "Value": "Doe"} in user["UserAttributes"]


def test_the_form_action_of_an_app_is_its_scheme(
    local: LocalPools, browser: Browser, web_client: Json
) -> None:
    change_client(local, web_client, CallbackURLs=["myapp://signed-in", "http://[::1]:3000/cb"])
    policy = browser.authorize("/login", redirect_uri="myapp://signed-in").headers["content-security-policy"]
    assert "form-action 'self' myapp:;" in policy
    policy = browser.authorize("/login", redirect_uri="http://[::1]:3000/cb").headers[
        "content-security-policy"
    ]
    assert "form-action 'self' http:;" in policy


def test_the_page_is_reached_by_the_domain_of_the_pool(browser: Browser, web_client: Json) -> None:
    address = f"/login?client_id={web_client['ClientId']}&redirect_uri={CALLBACK}&response_type=code"
    for host in ("shop.auth.localhost:4566", ISSUER_BASE.removeprefix("http://")):
        assert browser.get(address, host=host).status_code == 200
