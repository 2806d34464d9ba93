import base64
import json
from typing import Any

import httpx2
import jwt
import pytest

from unit.local.salesforce.assertions import JWT_BEARER, a_key, an_assertion, certificate_of, claims_for
from unit.local.salesforce.orgs import API, ORIGIN, Browser, OrgUnderTest, replaced

GLOBAL, POLICIES, SCOPES = "ecaGlblOauth", "ecaOauthPlcy", "ecaOauth-meta"
PRE_APPROVED = (
    "<commaSeparatedProfile>Standard User</commaSeparatedProfile>"
    "<externalClientApplication>Cognito_OIDC_Sample</externalClientApplication>"
)


def with_certificate(made: OrgUnderTest, *, pre_approved: bool = True) -> None:
    certificate = f"<certificate>{certificate_of(a_key('app'))}</certificate>"

    def policies(text: str) -> str:
        text = text.replace("Zero", "Infinite")
        if not pre_approved:
            return text
        text = text.replace("AllSelfAuthorized", "AdminApprovedPreAuthorized")
        return text.replace(
            "<externalClientApplication>Cognito_OIDC_Sample</externalClientApplication>", PRE_APPROVED
        )

    made.deploy(
        {
            GLOBAL: replaced("<externalClientApplication>", f"{certificate}<externalClientApplication>"),
            POLICIES: policies,
            SCOPES: replaced("OpenID, Profile, Email", "OpenID, Api, RefreshToken"),
        }
    )


def ask(made: OrgUnderTest, assertion: str, **form: str) -> httpx2.Response:
    answer: httpx2.Response = made.http().post(
        "/services/oauth2/token", data={"grant_type": JWT_BEARER, "assertion": assertion, **form}
    )
    return answer


def refusal(answer: httpx2.Response) -> tuple[int, str, str]:
    body = answer.json()
    return answer.status_code, body["error"], body["error_description"]


INVALID = (400, "invalid_grant", "invalid assertion")
NOT_APPROVED = (400, "invalid_grant", "user hasn't approved this consumer")


def encoded(part: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "assertion",
    ["", "x", "a.b.c", "..", "\u00e9.\u00e9.\u00e9", "x" * 20_000, f"{encoded([])}.{encoded([])}.x"],
)
def test_refuses_what_is_no_assertion(made: OrgUnderTest, assertion: str) -> None:
    with_certificate(made)
    assert refusal(ask(made, assertion)) in (INVALID, (400, "invalid_client_id", "client identifier invalid"))


def test_refuses_an_unknown_app(made: OrgUnderTest) -> None:
    with_certificate(made)
    answer = refusal(ask(made, an_assertion(made, iss="3MVG9unknown")))
    assert answer == (400, "invalid_client_id", "client identifier invalid")


def test_refuses_where_the_app_has_no_certificate(made: OrgUnderTest) -> None:
    assert refusal(ask(made, an_assertion(made))) == INVALID


def test_refuses_the_key_of_somebody_else(made: OrgUnderTest) -> None:
    with_certificate(made)
    assert refusal(ask(made, an_assertion(made, key="thief"))) == INVALID


def test_refuses_alg_none(made: OrgUnderTest) -> None:
    with_certificate(made)
    for header in ({"alg": "none"}, {"alg": "None"}, {}):
        assert refusal(ask(made, f"{encoded(header)}.{encoded(claims_for(made))}.")) == INVALID


def test_refuses_hs256_with_the_certificate_or_the_secret_as_key(made: OrgUnderTest) -> None:
    with_certificate(made)
    secret = made.org.consumer_secret_of("Cognito_OIDC_Sample").reveal()
    for key in (secret, "x" * 64):
        token = jwt.encode(claims_for(made), key, algorithm="HS256")
        assert refusal(ask(made, token)) == INVALID


@pytest.mark.parametrize("algorithm", ["RS384", "RS512", "PS256"])
def test_refuses_every_other_algorithm(made: OrgUnderTest, algorithm: str) -> None:
    with_certificate(made)
    assert refusal(ask(made, jwt.encode(claims_for(made), a_key("app"), algorithm=algorithm))) == INVALID


def test_refuses_a_key_that_the_token_brings_along(made: OrgUnderTest) -> None:
    with_certificate(made)
    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(a_key("thief").public_key()))
    headers = {"jwk": public, "jku": "https://evil.example/keys", "kid": "264"}
    token = jwt.encode(claims_for(made), a_key("thief"), algorithm="RS256", headers=headers)
    assert refusal(ask(made, token)) == INVALID


@pytest.mark.parametrize(
    "audience",
    [
        None,
        "",
        "https://evil.example",
        f"{ORIGIN}.evil.example",
        f"{ORIGIN}/services/oauth2/token",
        [ORIGIN],
        1,
    ],
)
def test_refuses_another_audience(made: OrgUnderTest, audience: Any) -> None:
    with_certificate(made)
    answer = refusal(ask(made, an_assertion(made, aud=audience)))
    assert answer == (400, "invalid_grant", "audience is invalid")


@pytest.mark.parametrize("host", ["https://login.salesforce.com", "https://test.salesforce.com/"])
def test_refuses_the_shared_hosts_for_an_external_client_app(made: OrgUnderTest, host: str) -> None:
    with_certificate(made)
    assert refusal(ask(made, an_assertion(made, aud=host))) == (
        *(400, "app_not_found"),
        "External client app is not installed in this org",
    )


@pytest.mark.parametrize("expiry", [None, "", "soon", True, -1, 0, 1_799_999_800, 1e300, [1]])
def test_refuses_an_assertion_without_time_left(made: OrgUnderTest, expiry: Any) -> None:
    with_certificate(made)
    payload = encoded(claims_for(made, exp=expiry))
    assert payload
    token = jwt.api_jws.encode(
        json.dumps(claims_for(made, exp=expiry)).encode(), a_key("app"), algorithm="RS256"
    )
    assert refusal(ask(made, token)) == INVALID


def test_refuses_an_assertion_of_tomorrow(made: OrgUnderTest) -> None:
    with_certificate(made)
    assert refusal(ask(made, an_assertion(made, nbf=int(made.clock.now()) + 3600))) == INVALID


@pytest.mark.parametrize("username", ["nobody@isthmus.example", "", "bea"])
def test_refuses_an_unknown_user_in_the_words_for_one_who_did_not_approve(
    made: OrgUnderTest, username: str
) -> None:
    with_certificate(made)
    assert refusal(ask(made, an_assertion(made, sub=username))) == NOT_APPROVED


def test_refuses_automated_process(made: OrgUnderTest) -> None:
    with_certificate(made)
    answer = ask(made, an_assertion(made, sub=f"autoproc@{made.org.org_id.lower()}"))
    assert refusal(answer) == NOT_APPROVED


def test_refuses_a_user_whom_no_admin_approved(made: OrgUnderTest) -> None:
    with_certificate(made)
    answer = refusal(ask(made, an_assertion(made, sub="ada@isthmus.example")))
    assert answer == (400, "invalid_app_access", "user is not admin approved to access this app")


def test_refuses_a_user_who_left(made: OrgUnderTest) -> None:
    with_certificate(made)
    made.call("PATCH", f"{API}/sobjects/User/{made.user_id}", as_admin=True, json={"IsActive": False})
    assert refusal(ask(made, an_assertion(made))) == (400, "inactive_user", "user is inactive")


def test_refuses_until_the_user_approved_and_after_the_approval_ends(
    made: OrgUnderTest, browser: Browser
) -> None:
    with_certificate(made, pre_approved=False)
    assert refusal(ask(made, an_assertion(made))) == NOT_APPROVED
    refresh_token = browser.tokens(scope="openid api refresh_token")["refresh_token"]
    assert ask(made, an_assertion(made)).json()["scope"] == "openid api"
    made.http().post("/services/oauth2/revoke", data={"token": refresh_token})
    assert refusal(ask(made, an_assertion(made))) == NOT_APPROVED


def test_refuses_a_scope(made: OrgUnderTest) -> None:
    with_certificate(made)
    answer = refusal(ask(made, an_assertion(made), scope="api"))
    assert answer == (400, "invalid_request", "scope parameter not supported")


def test_refuses_a_jti_that_was_used(made: OrgUnderTest) -> None:
    with_certificate(made)
    assertion = an_assertion(made, jti="once")
    assert ask(made, assertion).status_code == 200
    assert refusal(ask(made, assertion))[:2] == (400, "bad_jti_claim")


def test_refuses_a_wrong_secret_or_another_client_beside_the_assertion(made: OrgUnderTest) -> None:
    with_certificate(made)
    wrong = ask(made, an_assertion(made), client_id=made.client_id, client_secret="wrong")
    assert refusal(wrong)[1] == "invalid_client"
    other = ask(made, an_assertion(made), client_id=made.org.consumer_key_of("Cognito_User_Pool"))
    assert refusal(other) == INVALID


def test_refuses_an_app_that_was_switched_off(made: OrgUnderTest) -> None:
    with_certificate(made)
    made.deploy({"ecaPlcy": replaced("<isEnabled>true", "<isEnabled>false")})
    assert refusal(ask(made, an_assertion(made)))[2] == "this app is blocked by admin"


@pytest.mark.parametrize("audience", [ORIGIN, f"{ORIGIN}/"])
def test_gives_an_access_token_and_no_refresh_token(made: OrgUnderTest, audience: str) -> None:
    with_certificate(made)
    answer = ask(made, an_assertion(made, aud=audience))
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert list(body) == ["access_token", "scope", "instance_url", "id", "token_type"]
    assert body["scope"] == "openid api"
    assert made.call("GET", API, session=body["access_token"]).status_code == 200


def test_takes_the_times_of_real_clients(made: OrgUnderTest) -> None:
    with_certificate(made)
    now = int(made.clock.now())
    for expiry in (now * 1000 + 300, str(now + 180), now + 0.5):
        assert ask(made, _signed(made, expiry)).status_code == 200


def _signed(made: OrgUnderTest, expiry: object) -> str:
    payload = json.dumps(claims_for(made, exp=expiry)).encode()
    return jwt.api_jws.encode(payload, a_key("app"), algorithm="RS256")


def test_lets_a_header_name_of_no_standard_be_but_never_a_critical_one(made: OrgUnderTest) -> None:
    with_certificate(made)
    for headers, status in (({"ver": "1"}, 200), ({"crit": ["ver"], "ver": "1"}, 400)):
        token = jwt.encode(claims_for(made), a_key("app"), algorithm="RS256", headers=headers)
        assert ask(made, token).status_code == status
