import json
from base64 import urlsafe_b64decode, urlsafe_b64encode

import jwt
import pytest

from unit.local.salesforce.orgs import API, ORIGIN, Browser, OrgUnderTest, replaced

GLOBAL, SCOPES, POLICIES = "ecaGlblOauth", "ecaOauth-meta", "ecaOauthPlcy"
USERINFO = "/services/oauth2/userinfo"


def issue_jwts(made: OrgUnderTest, policies: str = "") -> None:
    made.deploy(
        {
            GLOBAL: replaced("<isNamedUserJwtEnabled>false", "<isNamedUserJwtEnabled>true"),
            SCOPES: replaced("OpenID, Profile, Email", "OpenID, Api, Web"),
            POLICIES: replaced("<label>", f"{policies}<label>"),
        }
    )


@pytest.fixture
def token(made: OrgUnderTest, browser: Browser) -> str:
    issue_jwts(made)
    return browser.tokens(scope="openid api web")["access_token"]


def test_refuses_a_jwt_that_was_changed_or_signed_by_somebody_else(made: OrgUnderTest, token: str) -> None:
    head, payload, signature = token.split(".")
    none = urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode() + f".{payload}."
    for forged in (none, f"{head}.{payload}.", f"{head}.{payload}.{signature[::-1]}", f"{head}..{signature}"):
        assert made.call("GET", API, session=forged).status_code == 401


def test_refuses_a_jwt_that_was_revoked(made: OrgUnderTest, token: str) -> None:
    assert made.http().post("/services/oauth2/revoke", data={"token": token}).status_code == 200
    assert made.call("GET", API, session=token).status_code == 401


def test_refuses_a_jwt_after_its_time(made: OrgUnderTest, browser: Browser) -> None:
    custom = "<namedUserJwtSessionTimeoutType>Custom</namedUserJwtSessionTimeoutType>"
    issue_jwts(made, f"{custom}<namedUserJwtTimeout>5</namedUserJwtTimeout>")
    token = browser.tokens(scope="openid api")["access_token"]
    assert made.call("GET", API, session=token).status_code == 200
    made.clock.advance(301)
    assert made.call("GET", API, session=token).status_code == 401


def test_a_jwt_is_no_login_of_the_browser(made: OrgUnderTest, token: str) -> None:
    browser = Browser(made)
    browser.http.cookies.set("__Host-sid", token)
    assert 'type="password"' in browser.authorize(scope="openid").text


def test_a_jwt_opens_rest_userinfo_and_single_access(made: OrgUnderTest, token: str) -> None:
    for path in (API, USERINFO, "/services/oauth2/singleaccess"):
        assert made.call("GET", path, session=token).status_code == 200


def test_a_jwt_is_what_salesforce_makes(made: OrgUnderTest, token: str) -> None:
    keys = jwt.PyJWKSet.from_dict(made.http().get("/id/keys").json())
    header = jwt.get_unverified_header(token)
    claims = jwt.decode(
        token,
        next(key for key in keys.keys if key.key_id == header["kid"]),
        algorithms=["RS256"],
        issuer=ORIGIN,
        audience=ORIGIN,
        options={"verify_exp": False, "verify_iat": False, "verify_nbf": False, "verify_sub": False},
    )
    org = made.org.org_id
    assert header == {
        "tnk": f"core/local/{org}",
        "ver": "1.0",
        "kid": f"CORE_ATJWT.{org[:15]}.1800000000000",
        "tty": "sfdc-core-token",
        "typ": "JWT",
        "alg": "RS256",
    }
    assert (claims["sub"], claims["client_id"]) == (f"uid:{made.user_id}", made.client_id)
    assert (claims["scp"], claims["exp"] - claims["iat"]) == ("openid api web", 7200)
    assert "jti" not in claims


def test_an_id_tokens_key_signs_no_access_token(made: OrgUnderTest, token: str) -> None:
    made.org.rotate_signing_key()
    kids = [key["kid"] for key in made.http().get("/id/keys").json()["keys"]]
    assert kids[:2] == ["266", "264"]
    assert jwt.get_unverified_header(token)["kid"] in kids[2:]
    assert made.call("GET", API, session=token).status_code == 200


def test_opaque_tokens_stay_opaque(browser: Browser) -> None:
    token = browser.tokens()["access_token"]
    assert token.count(".") != 2 or "!" in token
    assert json.loads(urlsafe_b64decode(browser.tokens()["id_token"].split(".")[0] + "==="))["alg"] == "RS256"
