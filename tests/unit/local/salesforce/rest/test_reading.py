"""The entry that Apex uses, and pages of a query."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from isthmus.local.salesforce.errors import RestError
from isthmus.local.salesforce.parts import OrgParts
from isthmus.local.salesforce.rest.reading import find_records, run_query
from isthmus.local.salesforce.store.users import NewUser
from unit.local.salesforce.orgs import API, OrgUnderTest, open_test_org

USERS = "SELECT Id FROM User WHERE "
BATCH = 200


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OrgUnderTest]:
    """An org with more people than a small page holds."""
    org = open_test_org(tmp_path_factory.mktemp("org"))
    parts = org.org._parts
    with parts.database.transaction():
        for number in range(BATCH * 2):
            name = f"user{number}@isthmus.example"
            new = NewUser(
                username=name, last_name=name, email=name, email_verified=False, profile="Standard User"
            )
            parts.users.create(new)
    yield org
    org.org.close()


def found(parts: OrgParts, soql: str, binds: Mapping[str, Any]) -> list[str]:
    return run_query(parts, soql, reader=None, binds=binds).record_ids


@pytest.mark.parametrize(
    ("soql", "binds"),
    [
        (USERS + "Alias = :name", {}),
        (USERS + "Alias = :names", {"names": ["a"]}),
        (USERS + "Alias LIKE :name", {"name": None}),
        (USERS + "Alias LIKE :name", {"name": "%" * 4001}),
        ("SELECT Id FROM User LIMIT :count", {"count": "1"}),
        ("SELECT Id FROM User LIMIT :count", {"count": True}),
        ("SELECT Id FROM User LIMIT :count", {"count": -1}),
        ("SELECT Id FROM User LIMIT :count", {"count": 2**70}),
    ],
)
def test_refuses_a_bind_that_is_not_there_or_does_not_fit(
    made: OrgUnderTest, soql: str, binds: Mapping[str, Any]
) -> None:
    with pytest.raises(RestError) as refusal:
        found(made.org._parts, soql, binds)
    assert refusal.value.error_code == "MALFORMED_QUERY"


def test_binds_values_and_lists(made: OrgUnderTest) -> None:
    parts, moment = made.org._parts, datetime(2027, 1, 15, 8, tzinfo=UTC)
    assert found(parts, USERS + "Id = :u.Id", {"u.id": made.user_id}) == [made.user_id]
    assert found(parts, USERS + "Id IN :ids", {"ids": {made.user_id[:15]}}) == [made.user_id]
    assert found(parts, USERS + "Id IN :ids", {"ids": []}) == []
    assert found(parts, USERS + "Alias LIKE :p AND IsActive = :f", {"p": "b%", "f": True}) == [made.user_id]
    assert found(parts, USERS + "Alias = 'bea' AND CreatedDate >= :m", {"m": moment}) == [made.user_id]
    assert found(parts, USERS + "Alias = 'bea' AND CreatedDate > :m", {"m": moment}) == []
    assert len(found(parts, "SELECT Id FROM User LIMIT :n OFFSET :n", {"n": 2})) == 2


def test_a_bound_text_is_never_read_as_soql(made: OrgUnderTest) -> None:
    assert found(made.org._parts, USERS + "Alias = :name", {"name": "a' OR Alias != '"}) == []


def test_apex_in_system_mode_sees_setup_objects(made: OrgUnderTest) -> None:
    soql = "SELECT Name FROM PermissionSet LIMIT 1"
    (record,) = find_records(made.org._parts, soql, reader=None, binds={}, base=API)
    assert record["Name"] == "Cognito_API_Access"


def test_deployed_classes_have_records_that_keep_their_ids(made: OrgUnderTest) -> None:
    path = f"{API}/tooling/query?q=SELECT+Id,Name,Body+FROM+ApexClass+ORDER+BY+Name"
    body = made.call("GET", path, as_admin=True).json()
    assert body["entityTypeName"] == "ApexClass"
    assert body["size"] == body["totalSize"] > 0
    assert "class" in body["records"][0]["Body"]
    assert made.call("GET", path, as_admin=True).json()["records"] == body["records"]


def first_page(made: OrgUnderTest, *, size: int = BATCH, session: str) -> dict[str, Any]:
    options = {"Sforce-Query-Options": f"batchSize={size}"}
    query = f"{API}/query?q=SELECT+Id,Alias+FROM+User"
    return dict(made.call("GET", query, session=session, headers=options).json())


@pytest.mark.parametrize(
    "locator", ["x", "01g000000000000AAA-200", "{id}", "{id}-", "{id}-99999", "{id}-2000000000", "{id}-%32"]
)
def test_refuses_a_locator_that_is_none(made: OrgUnderTest, locator: str) -> None:
    session = made.org.create_session(made.user_id)
    cursor_id = first_page(made, session=session)["nextRecordsUrl"].split("/")[-1].partition("-")[0]
    answer = made.call("GET", f"{API}/query/{locator.format(id=cursor_id)}", session=session)
    assert answer.status_code == (200 if locator == "{id}-%32" else 400)
    if answer.status_code != 200:
        assert answer.json()[0]["errorCode"] == "INVALID_QUERY_LOCATOR"


def test_refuses_the_cursor_of_another_user_or_api_and_one_that_is_old(made: OrgUnderTest) -> None:
    session = made.org.create_session(made.user_id)
    url = first_page(made, session=session)["nextRecordsUrl"]
    assert made.call("GET", url, as_admin=True).json()[0]["errorCode"] == "INVALID_QUERY_LOCATOR"
    assert made.call("GET", url.replace("/query/", "/tooling/query/"), session=session).status_code == 400
    assert made.call("GET", url, session=session).status_code == 200
    made.clock.advance(15 * 60)
    assert made.call("GET", url, session=session).status_code == 400


def test_the_eleventh_cursor_closes_the_first(made: OrgUnderTest) -> None:
    session = made.org.create_session(made.user_id)
    urls = [first_page(made, session=session)["nextRecordsUrl"] for _ in range(11)]
    assert made.call("GET", urls[0], session=session).status_code == 400
    assert made.call("GET", urls[1], session=session).status_code == 200


def test_pages_show_every_record_once(made: OrgUnderTest) -> None:
    session = made.org.create_session(made.user_id)
    page = first_page(made, size=1, session=session)  # WIRE: never less than 200
    seen = [record["Id"] for record in page["records"]]
    assert (len(seen), page["totalSize"], page["done"]) == (BATCH, BATCH * 2 + 3, False)
    while not page["done"]:
        page = made.call("GET", page["nextRecordsUrl"], session=session).json()
        seen += [record["Id"] for record in page["records"]]
    assert len(seen) == len(set(seen)) == BATCH * 2 + 3
    assert "nextRecordsUrl" not in page
