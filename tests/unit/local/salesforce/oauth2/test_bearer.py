from starlette.testclient import TestClient

from unit.local.salesforce.orgs import API, ORIGIN, Browser, OrgUnderTest, replaced

HERE, ELSEWHERE = "192.0.2.1", "192.0.2.2"
USERINFO = "/services/oauth2/userinfo"


def call_from(made: OrgUnderTest, address: str, path: str, session: str, **headers: str) -> int:
    http = TestClient(made.org.asgi, base_url=ORIGIN, client=(address, 50_000))
    return http.get(path, headers={"Authorization": f"Bearer {session}", **headers}).status_code


def test_refuses_a_locked_session_from_elsewhere(made: OrgUnderTest) -> None:
    session = made.org.create_session(made.user_id, locked_address=HERE)
    assert call_from(made, ELSEWHERE, API, session) == 401
    assert call_from(made, ELSEWHERE, USERINFO, session) == 403


def test_believes_no_header_about_where_a_caller_is(made: OrgUnderTest) -> None:
    session = made.org.create_session(made.user_id, locked_address=HERE)
    for name in ("X-Forwarded-For", "Forwarded", "X-Real-IP", "CF-Connecting-IP"):
        assert call_from(made, ELSEWHERE, API, session, **{name: HERE}) == 401


def test_takes_a_locked_session_from_its_address(made: OrgUnderTest) -> None:
    session = made.org.create_session(made.user_id)
    made.org.lock_session(session, address=HERE)
    assert call_from(made, HERE, API, session) == 200


def test_the_org_may_lock_each_session_to_where_it_began(made: OrgUnderTest, browser: Browser) -> None:
    made.deploy(
        {
            "Security.settings": replaced(
                "<enableOauthCorsPolicy>", "<lockSessionsToIp>true</lockSessionsToIp><enableOauthCorsPolicy>"
            ),
            "ecaOauth-meta": replaced("OpenID, Profile, Email", "OpenID, Api"),
        }
    )
    token = browser.tokens(scope="openid api")["access_token"]
    assert call_from(made, ELSEWHERE, API, token) == 401
    assert call_from(made, "testclient", API, token) == 200
    stolen = TestClient(
        made.org.asgi,
        base_url=ORIGIN,
        client=(ELSEWHERE, 50_000),
        follow_redirects=False,
        cookies={"__Host-sid": browser.http.cookies["__Host-sid"]},
    )
    other = Browser(made)
    other.http = stolen
    assert 'type="password"' in other.authorize(scope="openid").text
