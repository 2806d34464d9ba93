import asyncio
import base64
import hashlib
import hmac

import httpx2
import jwt
import pytest

from unit.local.salesforce.orgs import (
    CALLBACK,
    ORIGIN,
    REPLACEMENTS,
    Browser,
    OrgUnderTest,
    claims_of,
    project_copy,
    replaced,
)

SETTINGS, SCOPES, POLICIES = "ecaGlblOauth", "ecaOauth-meta", "ecaOauthPlcy"
REFRESH = {
    SCOPES: replaced("OpenID, Profile, Email", "OpenID, RefreshToken, Api"),
    POLICIES: replaced("Zero", "Infinite"),
}
PATH = "/services/oauth2/token"


def ask(made: OrgUnderTest, **form: str) -> httpx2.Response:
    answer: httpx2.Response = made.http().post(PATH, data=form)
    return answer


def error_of(answer: httpx2.Response) -> tuple[int, str, str]:
    body = answer.json()
    assert set(body) == {"error", "error_description"}
    return answer.status_code, body["error"], body["error_description"]


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"\x00\xff", b"grant_type=authorization_code&grant_type=refresh_token"]
)
def test_refuses_what_is_no_form(made: OrgUnderTest, content: bytes) -> None:
    answer = made.http().post(PATH, content=content, headers={"Content-Type": "application/json"})
    assert error_of(answer)[:2] == (400, "invalid_request")


def test_refuses_a_repeated_parameter(made: OrgUnderTest) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = made.http().post(PATH, content=b"grant_type=a&grant_type=b", headers=headers)
    assert error_of(answer) == (400, "invalid_request", "a parameter is repeated")


def test_refuses_a_body_of_more_than_a_mebibyte(made: OrgUnderTest) -> None:
    answer = made.http().post(PATH, data={"code": "x" * 1_048_577})
    assert error_of(answer)[:2] == (413, "invalid_request")


def test_takes_post_only(made: OrgUnderTest) -> None:
    assert error_of(made.http().get(PATH)) == (400, "invalid_request", "must use HTTP POST")


@pytest.mark.parametrize(
    "grant_type",
    ["", "implicit", "device", "hybrid_refresh", "urn:ietf:params:oauth:grant-type:token-exchange"],
)
def test_refuses_another_grant(made: OrgUnderTest, grant_type: str) -> None:
    answer = ask(made, grant_type=grant_type, client_id=made.client_id)
    assert error_of(answer) == (400, "unsupported_grant_type", "grant type not supported")


def test_refuses_an_unknown_client(made: OrgUnderTest) -> None:
    answer = ask(made, grant_type="authorization_code", client_id="3MVG9unknown", code="x")
    assert error_of(answer) == (400, "invalid_client_id", "client identifier invalid")


def test_refuses_a_wrong_secret_even_where_none_is_needed(browser: Browser) -> None:
    answer = browser.redeem(browser.allow()["code"], client_secret="wrong")
    assert error_of(answer) == (400, "invalid_client", "invalid client credentials")


def test_refuses_a_missing_secret_where_one_is_needed(made: OrgUnderTest, browser: Browser) -> None:
    element = "isConsumerSecretOptional"
    made.deploy({SETTINGS: replaced(f"<{element}>true", f"<{element}>false")})
    code = browser.allow()["code"]
    assert error_of(browser.redeem(code))[1] == "invalid_client"
    secret = made.org.consumer_secret_of("Cognito_OIDC_Sample").reveal()
    assert browser.redeem(code, client_secret=secret).status_code == 200


@pytest.mark.parametrize(
    "header", ["Basic", "Basic !!!", "Bearer x", "Basic " + base64.b64encode(b"nocolon").decode()]
)
def test_refuses_a_malformed_authorization_header_with_401(made: OrgUnderTest, header: str) -> None:
    answer = made.http().post(
        PATH, data={"grant_type": "authorization_code"}, headers={"Authorization": header}
    )
    assert error_of(answer)[:2] == (401, "invalid_client")
    assert answer.headers["www-authenticate"] == "Basic"


def test_takes_the_client_from_basic(made: OrgUnderTest, browser: Browser) -> None:
    code = browser.allow()["code"]
    secret = made.org.consumer_secret_of("Cognito_OIDC_Sample").reveal()
    pair = base64.b64encode(f"{made.client_id}:{secret}".encode()).decode()
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": CALLBACK,
        "code_verifier": "a-code-verifier-of-more-than-forty-three-characters",
    }
    headers = {"Authorization": f"Basic {pair}"}
    both = made.http().post(PATH, data=form | {"client_secret": secret}, headers=headers)
    assert error_of(both) == (400, "invalid_request", "client credentials must be sent once")
    assert made.http().post(PATH, data=form, headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("changes", "error", "description"),
    [
        ({"code": "made-up"}, "invalid_grant", "expired authorization code"),
        ({"code": None}, "invalid_grant", "expired authorization code"),
        ({"code_verifier": "x" * 64}, "invalid_grant", "invalid code verifier"),
        ({"code_verifier": None}, "invalid_grant", "invalid code verifier"),
        ({"code_verifier": ""}, "invalid_grant", "invalid code verifier"),
        ({"redirect_uri": None}, "redirect_uri_mismatch", "redirect_uri must match configuration"),
        ({"redirect_uri": CALLBACK + "/"}, "redirect_uri_mismatch", "redirect_uri must match configuration"),
    ],
)
def test_refuses_a_code_that_is_not_redeemed_as_it_was_asked_for(
    browser: Browser, changes: dict[str, str | None], error: str, description: str
) -> None:
    code = browser.allow()["code"]
    answer = browser.redeem(changes.pop("code", code), **changes)
    assert error_of(answer) == (400, error, description)


def test_refuses_a_verifier_where_no_challenge_was_sent(made: OrgUnderTest, browser: Browser) -> None:
    made.deploy({SETTINGS: replaced("<isPkceRequired>true", "<isPkceRequired>false")})
    code = browser.allow(code_challenge=None)["code"]
    assert error_of(browser.redeem(code))[2] == "invalid code verifier"
    assert browser.redeem(code, code_verifier=None).status_code == 200


def test_refuses_a_code_after_fifteen_minutes(made: OrgUnderTest, browser: Browser) -> None:
    code = browser.allow()["code"]
    made.clock.advance(15 * 60 + 1)
    assert error_of(browser.redeem(code))[2] == "expired authorization code"


def test_a_second_use_of_a_code_ends_what_the_first_got(made: OrgUnderTest, browser: Browser) -> None:
    code = browser.allow()["code"]
    token = browser.redeem(code).json()["access_token"]
    assert made.call("GET", "/services/oauth2/userinfo", session=token).status_code == 200
    assert error_of(browser.redeem(code))[1] == "invalid_grant"
    assert made.call("GET", "/services/oauth2/userinfo", session=token).text == "Bad_OAuth_Token"


def test_a_code_gives_tokens_to_one_of_many_at_once(browser: Browser) -> None:
    form = browser.code_form(browser.allow()["code"])

    async def redeem_at_once() -> list[int]:
        async with browser.made.async_http() as http:
            answers = await asyncio.gather(*(http.post(PATH, data=form) for _ in range(4)))
        return sorted(answer.status_code for answer in answers)

    assert asyncio.run(redeem_at_once()) == [200, 400, 400, 400]


def test_refuses_a_code_of_a_user_who_left(made: OrgUnderTest, browser: Browser) -> None:
    code = browser.allow()["code"]
    path = f"/services/data/v66.0/sobjects/User/{made.user_id}"
    made.call("PATCH", path, as_admin=True, json={"IsActive": False})
    assert error_of(browser.redeem(code)) == (400, "inactive_user", "user is inactive")


def test_answers_in_salesforces_order(made: OrgUnderTest, browser: Browser) -> None:
    answer = browser.redeem(browser.allow()["code"])
    body = answer.json()
    assert list(body) == [
        *("access_token", "signature", "scope", "id_token", "instance_url", "id", "token_type", "issued_at")
    ]
    assert answer.headers["cache-control"] == "no-store"
    assert len(body["access_token"]) == 112
    assert body["access_token"].startswith(made.org.org_id[:15] + "!")
    assert (body["instance_url"], body["token_type"]) == (ORIGIN, "Bearer")
    assert body["id"] == f"{ORIGIN}/id/{made.org.org_id}/{made.user_id}"
    assert body["issued_at"] == "1800000000000"
    secret = made.org.consumer_secret_of("Cognito_OIDC_Sample").reveal().encode()
    expected = hmac.new(secret, (body["id"] + body["issued_at"]).encode(), hashlib.sha256).digest()
    assert base64.b64decode(body["signature"]) == expected


def test_the_id_token_is_what_salesforce_makes(made: OrgUnderTest, browser: Browser) -> None:
    tokens = browser.tokens()
    keys = jwt.PyJWKSet.from_dict(made.http().get("/id/keys").json())
    header = jwt.get_unverified_header(tokens["id_token"])
    claims = jwt.decode(
        tokens["id_token"],
        next(key for key in keys.keys if key.key_id == header["kid"]),
        algorithms=["RS256"],
        issuer=ORIGIN,
        audience=made.client_id,
        options={"verify_exp": False, "verify_iat": False},
    )
    assert header == {"kid": "264", "typ": "JWT", "alg": "RS256"}
    assert claims["sub"] == f"https://login.salesforce.com/id/{made.org.org_id}/{made.user_id}"
    assert claims["exp"] - claims["iat"] == 120
    assert claims["nonce"] == "the-nonce"
    half = hashlib.sha256(tokens["access_token"].encode()).digest()[:16]
    assert claims["at_hash"] == base64.urlsafe_b64encode(half).rstrip(b"=").decode()
    assert set(claims) == {"at_hash", "sub", "aud", "iss", "exp", "iat", "nonce"}


def test_the_id_token_follows_the_apps_settings(made: OrgUnderTest, browser: Browser) -> None:
    def change(text: str) -> str:
        text = text.replace("<idTokenValidityInMinutes>2", "<idTokenValidityInMinutes>30")
        text = text.replace("<idTokenIncludeStandardClaims>false", "<idTokenIncludeStandardClaims>true")
        return text.replace("<idTokenConfig>", "<idTokenConfig><idTokenAudience>other</idTokenAudience>")

    made.deploy({SETTINGS: change})
    claims = claims_of(browser.tokens(nonce=None)["id_token"])
    assert claims["aud"] == [made.client_id, "other"]
    assert claims["exp"] - claims["iat"] == 1800
    assert (claims["email"], claims["email_verified"]) == ("bea@isthmus.example", True)
    assert "nonce" not in claims


def test_no_id_token_without_openid(browser: Browser) -> None:
    assert "id_token" not in browser.tokens(scope="profile")


def test_an_older_key_stays_published_after_a_rotation(made: OrgUnderTest, browser: Browser) -> None:
    before = jwt.get_unverified_header(browser.tokens()["id_token"])["kid"]
    for _ in range(3):
        made.org.rotate_signing_key()
    after = jwt.get_unverified_header(browser.tokens()["id_token"])["kid"]
    published = [key["kid"] for key in made.http().get("/id/keys").json()["keys"]]
    assert (before, after, published) == ("264", "270", ["270", "268", "266"])


def refresh(made: OrgUnderTest, token: str, **changes: str) -> httpx2.Response:
    form = {"grant_type": "refresh_token", "refresh_token": token, "client_id": made.client_id}
    return ask(made, **(form | changes))


def test_refuses_an_unknown_refresh_token(made: OrgUnderTest) -> None:
    assert error_of(refresh(made, "5Aep861x")) == (400, "invalid_grant", "expired access/refresh token")


def test_gives_no_refresh_token_unless_the_scope_asks(made: OrgUnderTest, browser: Browser) -> None:
    made.deploy(REFRESH)
    assert "refresh_token" not in browser.tokens(scope="openid api")


def test_gives_no_refresh_token_where_the_policy_is_zero(made: OrgUnderTest, browser: Browser) -> None:
    made.deploy({SCOPES: REFRESH[SCOPES]})
    assert "refresh_token" not in browser.tokens(scope="openid refresh_token")


def test_a_refresh_token_gives_fresh_tokens_and_never_more_scope(
    made: OrgUnderTest, browser: Browser
) -> None:
    made.deploy(REFRESH)
    tokens = browser.tokens(scope="openid refresh_token")
    assert list(tokens)[:2] == ["access_token", "refresh_token"]
    assert error_of(refresh(made, tokens["refresh_token"], scope="api"))[1] == "invalid_scope"
    fresh = refresh(made, tokens["refresh_token"]).json()
    assert fresh["access_token"] != tokens["access_token"]
    assert "refresh_token" not in fresh
    assert "nonce" not in claims_of(fresh["id_token"])


@pytest.mark.parametrize(
    ("policy", "uses", "status"),
    [("SpecificLifetime", 1, 400), ("SpecificInactivity", 1, 200), ("SpecificInactivity", 0, 400)],
)
def test_a_refresh_token_ends_as_the_policy_says(
    made: OrgUnderTest, browser: Browser, policy: str, uses: int, status: int
) -> None:
    period = "<refreshTokenValidityPeriod>2</refreshTokenValidityPeriod>"
    unit = "<refreshTokenValidityUnit>Hours</refreshTokenValidityUnit>"
    changed = f"{policy}</refreshTokenPolicyType>{period}{unit}"
    made.deploy(REFRESH | {POLICIES: replaced("Zero</refreshTokenPolicyType>", changed)})
    token = browser.tokens(scope="openid refresh_token")["refresh_token"]
    made.clock.advance(3600)
    for _ in range(uses):
        assert refresh(made, token).status_code == 200
    made.clock.advance(3700)
    assert refresh(made, token).status_code == status


def test_a_refresh_may_need_the_secret(made: OrgUnderTest, browser: Browser) -> None:
    element = "isSecretRequiredForRefreshToken"
    made.deploy(REFRESH | {SETTINGS: replaced(f"<{element}>false", f"<{element}>true")})
    token = browser.tokens(scope="openid refresh_token")["refresh_token"]
    assert error_of(refresh(made, token))[1] == "invalid_client"
    secret = made.org.consumer_secret_of("Cognito_OIDC_Sample").reveal()
    assert refresh(made, token, client_secret=secret).status_code == 200


def test_refuses_a_client_that_was_switched_off(made: OrgUnderTest, browser: Browser) -> None:
    code = browser.allow()["code"]
    made.deploy({"ecaPlcy": replaced("<isEnabled>true", "<isEnabled>false")})
    assert error_of(browser.redeem(code)) == (400, "invalid_client", "this app is blocked by admin")


def test_refuses_a_code_of_a_user_who_is_permitted_no_more(made: OrgUnderTest, browser: Browser) -> None:
    code = browser.allow()["code"]
    made.deploy({POLICIES: replaced("AllSelfAuthorized", "AdminApprovedPreAuthorized")})
    assert error_of(browser.redeem(code))[1] == "invalid_app_access"


def test_refuses_a_code_of_another_app(made: OrgUnderTest, browser: Browser) -> None:
    code = browser.allow()["code"]
    copy = project_copy(made.folder / "two-apps", {})
    for path in list(copy.rglob("*.eca*-meta.xml")):
        text = (
            path.read_text().replace("Cognito_OIDC_Sample", "Other").replace("__APP_CALLBACK_URL__", CALLBACK)
        )
        path.with_name(path.name.replace("Cognito_OIDC_Sample", "Other")).write_text(text)
    made.org.deploy_project(copy, REPLACEMENTS)
    other = made.org.consumer_key_of("Other")
    assert error_of(browser.redeem(code, client_id=other)) == (
        400,
        "invalid_grant",
        "invalid authorization code",
    )
