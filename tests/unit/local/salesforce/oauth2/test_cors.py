import pytest

from unit.local.salesforce.orgs import APP_ORIGIN, OrgUnderTest, replaced

PATHS = ["/services/oauth2/token", "/services/oauth2/revoke", "/services/oauth2/introspect"]
PREFLIGHT = {"Access-Control-Request-Method": "POST"}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "origin", ["https://evil.example", "http://localhost:8443", "https://localhost:8443.evil.example", "null"]
)
def test_refuses_a_preflight_of_another_origin_with_404(made: OrgUnderTest, path: str, origin: str) -> None:
    answer = made.http().options(path, headers={"Origin": origin, **PREFLIGHT})
    assert answer.status_code == 404
    assert "access-control-allow-origin" not in answer.headers


def test_refuses_while_the_org_does_not_allow_it_for_oauth(made: OrgUnderTest) -> None:
    made.deploy(
        {"Security.settings": replaced("<enableOauthCorsPolicy>true", "<enableOauthCorsPolicy>false")}
    )
    answer = made.http().options(PATHS[0], headers={"Origin": APP_ORIGIN, **PREFLIGHT})
    assert answer.status_code == 404


@pytest.mark.parametrize("path", ["/services/oauth2/userinfo", "/id/keys", "/services/data", "/login"])
def test_no_other_endpoint_is_readable_from_another_origin(made: OrgUnderTest, path: str) -> None:
    answer = made.http().get(path, headers={"Origin": APP_ORIGIN})
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("path", PATHS)
def test_allows_the_apps_origin_and_its_errors_are_readable(made: OrgUnderTest, path: str) -> None:
    preflight = made.http().options(path, headers={"Origin": APP_ORIGIN, **PREFLIGHT})
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] == APP_ORIGIN
    answer = made.http().post(path, data={}, headers={"Origin": APP_ORIGIN})
    assert answer.status_code == 400
    assert answer.headers["access-control-allow-origin"] == APP_ORIGIN
    assert answer.headers["vary"] == "Origin"
    assert "access-control-allow-credentials" not in answer.headers
