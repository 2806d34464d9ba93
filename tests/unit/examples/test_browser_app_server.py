"""The sample web app's server: what it serves, what it does not, and the policy on everything."""

import re
import shutil
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from starlette.testclient import TestClient

from isthmus.errors import ConfigurationError

SITE = Path(__file__).parents[3] / "examples" / "browser_app" / "site"
SETTINGS = {
    "region": "us-east-1",
    "issuer": "https://localhost:4443",
    "client_id": "3MVG9sample",
    "redirect_uri": "https://localhost:8443/callback.html",
    "identity_pool_id": "us-east-1:11111111-aaaa-2222-bbbb-222222222222",
    "table": "ProductCatalog",
    "aws_endpoint": "http://127.0.0.1:4566",
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The real pages, two scripts that stand for the bundle, and a file that nobody asked to publish."""
    folder = tmp_path / "site"
    shutil.copytree(SITE, folder, ignore=shutil.ignore_patterns("assets"))
    (folder / "assets").mkdir()
    for name in ("index.js", "callback.js", "notes.txt"):
        (folder / "assets" / name).write_text("// bundle")
    return folder


def serve(browser_app: ModuleType, site: Path, **changes: Any) -> TestClient:
    settings = browser_app.AppSettings(**SETTINGS | changes)
    return TestClient(browser_app.build_app(settings, site=site), base_url="https://localhost:8443")


def policy_of(client: TestClient, path: str = "/") -> dict[str, str]:
    header = client.get(path).headers["content-security-policy"]
    return dict(directive.split(" ", 1) for directive in header.split("; "))


def test_refuses_to_start_without_the_bundle(browser_app: ModuleType, site: Path) -> None:
    (site / "assets" / "callback.js").unlink()
    with pytest.raises(ConfigurationError, match=r"run examples/browser_app/build\.py"):
        serve(browser_app, site)


@pytest.mark.parametrize(
    "changes",
    [
        {"issuer": "http://localhost:4443"},
        {"issuer": "https://localhost:4443/"},
        {"issuer": "https://user@localhost:4443"},
        {"issuer": "https://acme.example https://evil.example"},
        {"issuer": "https://acme.example; script-src *"},
        {"issuer": "https://acme.example\n"},
        {"issuer": ""},
        {"aws_endpoint": "http://127.0.0.1:4566/"},
        {"aws_endpoint": "*"},
        {"aws_endpoint": ""},
        {"aws_endpoint": None, "region": "evil.example/"},
        {"aws_endpoint": None, "region": ""},
    ],
)
def test_refuses_a_setting_that_would_widen_the_policy(
    browser_app: ModuleType, site: Path, changes: dict[str, Any]
) -> None:
    with pytest.raises(ConfigurationError):
        serve(browser_app, site, **changes)


@pytest.mark.parametrize(
    "path",
    [
        "/server.py",
        "/build.py",
        "/package.json",
        "/src/sign_in.js",
        "/assets/",
        "/assets/notes.txt",
        "/assets/../../server.py",
        "/assets/%2e%2e/%2e%2e/server.py",
        "/callback",
    ],
)
def test_serves_nothing_else(browser_app: ModuleType, site: Path, path: str) -> None:
    assert serve(browser_app, site).get(path).status_code == 404


@pytest.mark.parametrize("path", ["/", "/config.json"])
def test_takes_no_posts(browser_app: ModuleType, site: Path, path: str) -> None:
    assert serve(browser_app, site).post(path).status_code == 405


@pytest.mark.parametrize("path", ["/", "/callback.html", "/config.json", "/assets/callback.js", "/missing"])
def test_every_answer_carries_the_security_headers(browser_app: ModuleType, site: Path, path: str) -> None:
    headers = serve(browser_app, site).get(path).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"


def test_policy_allows_no_inline_code_and_no_frames(browser_app: ModuleType, site: Path) -> None:
    policy = policy_of(serve(browser_app, site))
    assert (policy["script-src"], policy["style-src"]) == ("'self'", "'self'")
    assert (policy["frame-ancestors"], policy["base-uri"], policy["form-action"]) == ("'none'",) * 3
    assert "unsafe" not in " ".join(policy.values())


def test_policy_allows_to_connect_to_the_org_and_the_aws_endpoint_only(
    browser_app: ModuleType, site: Path
) -> None:
    policy = policy_of(serve(browser_app, site))
    assert policy["connect-src"] == "'self' https://localhost:4443 http://127.0.0.1:4566"


def test_policy_names_the_services_of_aws_itself_without_an_endpoint(
    browser_app: ModuleType, site: Path
) -> None:
    client = serve(browser_app, site, issuer="https://acme.my.salesforce.com", aws_endpoint=None)
    assert policy_of(client)["connect-src"].split() == [
        "'self'",
        "https://acme.my.salesforce.com",
        "https://cognito-identity.us-east-1.amazonaws.com",
        "https://dynamodb.us-east-1.amazonaws.com",
    ]


def test_policy_names_only_the_host_of_a_site_with_a_path(browser_app: ModuleType, site: Path) -> None:
    client = serve(browser_app, site, issuer="https://acme.my.site.com/shop")
    assert policy_of(client)["connect-src"].split()[1] == "https://acme.my.site.com"


@pytest.mark.parametrize("page", ["index.html", "callback.html"])
def test_pages_keep_to_their_own_policy(page: str) -> None:
    text = (SITE / page).read_text()
    assert re.findall(r"<script(?![^>]*\bsrc=)", text) == []
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|javascript:", text) == []
    assert re.findall(r'(?:src|href)="(?!/)', text) == []


@pytest.mark.parametrize(
    ("path", "needle"),
    [
        ("/", 'id="sign-in"'),
        ("/index.html", "Sign In with Salesforce"),
        ("/callback.html", 'id="results"'),
        ("/assets/index.js", "// bundle"),
        ("/style.css", "prefers-color-scheme"),
        ("/icon.svg", "<svg"),
    ],
)
def test_serves_the_two_pages_and_what_they_name(
    browser_app: ModuleType, site: Path, path: str, needle: str
) -> None:
    answer = serve(browser_app, site).get(path)
    assert answer.status_code == 200
    assert needle in answer.text


def test_config_holds_what_the_pages_need_and_nothing_secret(browser_app: ModuleType, site: Path) -> None:
    answer = serve(browser_app, site).get("/config.json")
    assert answer.json() == SETTINGS | {"provider_name": "localhost:4443"}
    assert answer.headers["cache-control"] == "no-cache"
