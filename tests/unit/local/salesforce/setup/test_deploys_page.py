import html

import pytest

from isthmus.local.salesforce.metadata.requests import DeployOptions
from unit.local.salesforce.packages import CORS, CORS_PATH, MetadataClient, a_package, text_of
from unit.local.salesforce.setup.visitors import ADMINISTRATOR, STANDARD_USER, Visitor

PAGE = "/setup/deploys"


@pytest.fixture
def client(admin: Visitor) -> MetadataClient:
    return MetadataClient(admin.made)


def test_shows_deployments_to_no_one_but_administrators(admin: Visitor, client: MetadataClient) -> None:
    request_id = text_of(client.deploy(a_package()), "id")
    other = Visitor(admin.made).logged_in(STANDARD_USER).http.get(PAGE)
    assert (other.status_code, request_id in other.text) == (403, False)


def test_says_that_nobody_deployed(admin: Visitor) -> None:
    assert "Nobody has deployed" in admin.see(PAGE)


def test_a_failure_is_shown_with_file_line_and_problem(admin: Visitor, client: MetadataClient) -> None:
    client.deploy(a_package({CORS_PATH: CORS.replace("<urlPattern>", "\n<nope/><urlPattern>")}))
    page = html.unescape(admin.see(PAGE))
    assert '<span class="badge bad">Failed</span>' in page
    assert f'<span class="address">{CORS_PATH}:2:1</span> Error parsing file: Element' in page


def test_what_a_package_says_is_text_on_the_page(admin: Visitor, client: MetadataClient) -> None:
    client.deploy(a_package({"corsWhitelistOrigins/<script>.corsWhitelistOrigin": "<a/>"}))
    page = admin.see(PAGE)
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_a_zip_that_is_none_and_tests_that_were_not_run_have_their_reasons(
    admin: Visitor, client: MetadataClient
) -> None:
    client.deploy(b"no zip")
    client.deploy(a_package(), level="RunSpecifiedTests", more="<runTests>Absent</runTests>")
    page = admin.see(PAGE)
    assert '<span class="address">the package</span>' in page
    assert '<span class="address">absent.(none)</span> This Apex test is not run here.' in page


def test_shows_who_deployed_and_when_newest_first(admin: Visitor, client: MetadataClient) -> None:
    first = text_of(client.deploy(a_package(), check_only=True), "id")
    admin.made.clock.advance(61)
    second = text_of(client.deploy(a_package()), "id")
    page = admin.see(PAGE)
    assert page.index(second) < page.index(first)
    shown = page[page.index(second) : page.index(first)]
    assert '<span class="badge good">Succeeded</span></td>' in shown
    assert f">{ADMINISTRATOR}</a>" in shown
    assert "2027-01-15 08:01:01 UTC" in shown
    assert "nothing: 1 components" in shown
    assert "checked only" in page[page.index(first) :]


def test_shows_the_newest_twenty_and_the_first_twenty_failures(
    admin: Visitor, client: MetadataClient
) -> None:
    bad = {f"corsWhitelistOrigins/A{number}.corsWhitelistOrigin": "<a/>" for number in range(25)}
    oldest = text_of(client.deploy(a_package()), "id")
    for _ in range(20):
        client.deploy(a_package(bad, CorsWhitelistOrigin=["*"]))
    page = admin.see(PAGE)
    assert oldest not in page
    assert "20 deployments by the Metadata API, the newest 20" in page
    assert page.count("and 5 more") == 20


def test_looking_carries_nothing_out(admin: Visitor) -> None:
    queue = admin.made.org._parts.metadata_queue
    queue.deploy(a_package(), options=DeployOptions(), by=admin.made.admin_id)
    page = admin.see(PAGE)
    assert ">Pending</span>" in page
    assert "not yet" in page
    assert queue.newest_deployments(1)[0].payload is None
