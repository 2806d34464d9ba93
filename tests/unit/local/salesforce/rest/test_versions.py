import pytest

from isthmus.local.salesforce.rest.versions import label_of
from unit.local.salesforce.orgs import OrgUnderTest


@pytest.mark.parametrize("version", ["v30.0", "v21.0", "v7.0"])
def test_a_retired_version_is_gone(made: OrgUnderTest, version: str) -> None:
    answer = made.call("GET", f"/services/data/{version}", as_admin=True)
    assert (answer.status_code, answer.json()[0]["errorCode"]) == (410, "UNSUPPORTED_API_VERSION")


@pytest.mark.parametrize("version", ["v99.0", "v66", "66.0", "v66.1", "vNN.0", "v066.0", "v6\uff16.0"])
def test_an_unknown_version_is_not_there(made: OrgUnderTest, version: str) -> None:
    answer = made.call("GET", f"/services/data/{version}", as_admin=True)
    assert (answer.status_code, answer.json()[0]["errorCode"]) == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    ("number", "label"), [(32, "Winter '15"), (60, "Spring '24"), (66, "Spring '26"), (68, "Winter '27")]
)
def test_names_the_release(number: int, label: str) -> None:
    assert label_of(number) == label


def test_lists_versions_to_anybody(made: OrgUnderTest) -> None:
    body = made.http().get("/services/data/").json()
    assert body[-1] == {"label": "Winter '27", "url": "/services/data/v68.0", "version": "68.0"}


def test_every_listed_version_answers_with_its_own_addresses(made: OrgUnderTest) -> None:
    for version in ("v31.0", "v59.0", "v68.0"):
        body = made.call("GET", f"/services/data/{version}", as_admin=True).json()
        assert body["query"] == f"/services/data/{version}/query"
        assert body["identity"].endswith(f"/id/{made.org.org_id}/{made.admin_id}")
