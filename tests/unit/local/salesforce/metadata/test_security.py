import pytest

from isthmus.local.salesforce.errors import DeployError
from isthmus.local.salesforce.metadata.security import CorsOrigin
from unit.local.salesforce.orgs import REPLACEMENTS, Browser, OrgUnderTest, project_copy, replaced


@pytest.mark.parametrize(
    "origin",
    [
        "https://example.com",
        "https://a.example.com.evil.org",
        "https://evilexample.com",
        "http://a.example.com",
        "https://a.example.com:8443",
        "https://.example.com",
        "https://evil.org/.example.com",
        "https://user@a.example.com",
        "null",
        "",
    ],
)
def test_a_wildcard_covers_subdomains_only(origin: str) -> None:
    assert not CorsOrigin(pattern="https://*.example.com").covers(origin)


@pytest.mark.parametrize("origin", ["https://a.example.com", "https://a.b.example.com"])
def test_a_wildcard_covers_a_subdomain(origin: str) -> None:
    assert CorsOrigin(pattern="https://*.example.com").covers(origin)


def settings(inner: str) -> dict[str, object]:
    return {"Security.settings": replaced("</SecuritySettings>", f"{inner}</SecuritySettings>")}


def test_three_attempts_and_an_hour_if_the_settings_say_so(made: OrgUnderTest, browser: Browser) -> None:
    made.deploy(
        settings(
            "<passwordPolicies><lockoutInterval>SixtyMinutes</lockoutInterval>"
            "<maxLoginAttempts>ThreeAttempts</maxLoginAttempts></passwordPolicies>"
        )  # type: ignore[arg-type]
    )
    page = browser.authorize()
    for _ in range(3):
        page = browser.submit(page, username="bea@isthmus.example", password="wrong")
    made.clock.advance(59 * 60)
    assert "check your username" in browser.log_in().text
    made.clock.advance(61)
    assert "Allow access?" in browser.log_in().text


def test_the_session_timeout_is_the_lifetime_of_access_tokens(made: OrgUnderTest, browser: Browser) -> None:
    timeout = "<sessionTimeout>FifteenMinutes</sessionTimeout></sessionSettings>"
    made.deploy({"Security.settings": replaced("</sessionSettings>", timeout)})
    token = browser.tokens()["access_token"]
    made.clock.advance(15 * 60 - 1)
    assert made.call("GET", "/services/oauth2/userinfo", session=token).status_code == 200
    made.clock.advance(1)
    assert made.call("GET", "/services/oauth2/userinfo", session=token).status_code == 403


SITE = (
    '<CspTrustedSite xmlns="http://soap.sforce.com/2006/04/metadata"><endpointUrl>{}</endpointUrl>'
    "<isActive>true</isActive><isApplicableToConnectSrc>{}</isApplicableToConnectSrc></CspTrustedSite>"
)


@pytest.mark.parametrize(
    ("url", "allowed", "reason"),
    [
        ("https://api.example.com", "false", "At least one field that begins with isApplicableTo"),
        ("http://api.example.com", "true", "is not a valid trusted URL"),
        ("http://127.0.0.1.example.com", "true", "is not a valid trusted URL"),
        ("https://[", "true", "is not a valid trusted URL"),
    ],
)
def test_refuses_a_trusted_site(made: OrgUnderTest, url: str, allowed: str, reason: str) -> None:
    with pytest.raises(DeployError, match=reason):
        deploy_site(made, SITE.format(url, allowed))


@pytest.mark.parametrize(
    "url", ["https://api.example.com", "wss://example.com:8080", "http://127.0.0.1:4566"]
)
def test_takes_a_trusted_site(made: OrgUnderTest, url: str) -> None:
    deploy_site(made, SITE.format(url, "true"))


def deploy_site(made: OrgUnderTest, text: str) -> None:
    copy = project_copy(made.folder / "site", {})
    (copy / "force-app" / "Api.cspTrustedSite-meta.xml").write_text(text)
    made.org.deploy_project(copy, REPLACEMENTS)
