from collections.abc import Iterator

import httpx2
import pytest

from unit.local.salesforce.orgs import API, OrgUnderTest, open_test_org


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OrgUnderTest]:
    """One org for all: queries change nothing."""
    org = open_test_org(tmp_path_factory.mktemp("org"))
    yield org
    org.org.close()


def ask(made: OrgUnderTest, soql: str, *, as_admin: bool = True) -> httpx2.Response:
    session = made.org.create_session(made.admin_id if as_admin else made.user_id)
    return made.call("GET", f"{API}/query", session=session, params={"q": soql})


def by_id(record_id: str, *, field: str = "Id") -> str:
    return "SELECT {} FROM User WHERE Id = '{}'".format(field, record_id)  # noqa: S608, UP032  SOQL of ours


@pytest.mark.parametrize(
    "soql",
    [
        "",
        "SELECT",
        "SELECT FROM User",
        "SELECT Id",
        "SELECT Id FROM",
        "SELECT Id, FROM User",
        "SELECT Id Id FROM User",
        "SELECT Id, Id FROM User",
        "SELECT COUNT(Id) FROM User",
        "SELECT COUNT(), Id FROM User",
        "SELECT FIELDS(ALL) FROM User",
        "SELECT (SELECT Id FROM Users) FROM Profile",
        "SELECT TYPEOF x FROM User",
        "SELECT * FROM User",
        "SELECT Id FROM User WHERE",
        "SELECT Id FROM User WHERE Alias",
        "SELECT Id FROM User WHERE Alias = ",
        "SELECT Id FROM User WHERE Alias = autoproc",
        "SELECT Id FROM User WHERE Alias LIKE null",
        "SELECT Id FROM User WHERE Alias < null",
        "SELECT Id FROM User WHERE Alias = :alias",
        "SELECT Id FROM User WHERE Alias IN ()",
        "SELECT Id FROM User WHERE Alias IN 'a'",
        "SELECT Id FROM User WHERE Alias = 'a' OR Alias = 'b' AND Alias = 'c'",
        "SELECT Id FROM User WHERE (Alias = 'a'",
        "SELECT Id FROM User WHERE Alias INCLUDES ('a')",
        "SELECT Id FROM User WHERE CreatedDate > 2027-02-30T00:00:00Z",
        "SELECT Id FROM User WHERE Alias = " + "'" + "a" * 4000 + "'",
        "SELECT Id FROM User WHERE " + "(" * 5000 + "Alias = 'a'" + ")" * 5000,
        "SELECT Id FROM User WHERE " + "NOT " * 5000 + "Alias = 'a'",
        "SELECT Id FROM User WHERE " + " AND ".join(["Alias = 'a'"] * 501),  # noqa: S608  SOQL of ours
        "SELECT Id FROM User WHERE Id IN (SELECT Id FROM User)",
        "SELECT Id FROM User WHERE Alias IN (SELECT AssigneeId FROM PermissionSetAssignment)",
        "SELECT Id FROM User WHERE Id IN (SELECT PermissionSetId FROM PermissionSetAssignment)",
        "SELECT Id FROM User WHERE Id IN (SELECT AssigneeId, Id FROM PermissionSetAssignment)",
        "SELECT Id FROM User WHERE Id IN (SELECT AssigneeId FROM PermissionSetAssignment LIMIT 1)",
        "SELECT Id FROM User WHERE Id IN (SELECT COUNT() FROM PermissionSetAssignment)",
        "SELECT Id FROM User WHERE NOT Id IN (SELECT AssigneeId FROM PermissionSetAssignment)",
        "SELECT Id FROM User WHERE (Id IN (SELECT AssigneeId FROM PermissionSetAssignment))",
        "SELECT Id FROM User WHERE Alias = 'a' OR Id IN (SELECT AssigneeId FROM PermissionSetAssignment)",
        "SELECT Id FROM User WHERE Alias = 'a",
        "SELECT Id FROM User WHERE Alias = 'a\\q'",
        "SELECT Id FROM User LIMIT",
        "SELECT Id FROM User LIMIT 'a'",
        "SELECT Id FROM User LIMIT \u0663",  # ARABIC-INDIC DIGIT THREE
        "SELECT Id FROM User LIMIT 99999999999999999999",
        "SELECT Id FROM User ORDER BY",
        "SELECT Id FROM User ORDER BY Id NULLS",
        "SELECT Id FROM User ORDER BY Id ASC DESC",
        "SELECT Id FROM User GROUP BY Id",
        "SELECT Id FROM User WITH USER_MODE",
        "SELECT Id FROM User FOR UPDATE",
        "SELECT Id FROM User ALL ROWS",
        "SELECT Id FROM User LIMIT -1",
        "SELECT Id FROM User LIMIT 1.5",
        "SELECT Id FROM User; DROP TABLE person",
        "SELECT Id FROM User -- x",
        "DELETE FROM User",
    ],
)
def test_refuses_what_it_does_not_fully_understand(made: OrgUnderTest, soql: str) -> None:
    answer = ask(made, soql)
    assert (answer.status_code, answer.json()[0]["errorCode"]) == (400, "MALFORMED_QUERY"), answer.text


@pytest.mark.parametrize(
    "soql", ["SELECT Id FROM Account", "SELECT Id FROM person", "SELECT Id FROM ScratchOrgInfo"]
)
def test_refuses_an_unknown_object(made: OrgUnderTest, soql: str) -> None:
    error = ask(made, soql).json()[0]
    assert error["errorCode"] == "INVALID_TYPE"
    assert "ERROR at Row:1:Column:16\nsObject type" in error["message"]


@pytest.mark.parametrize("target", ["PermissionSet", "PermissionSetAssignment"])
def test_a_standard_user_does_not_see_permission_sets(made: OrgUnderTest, target: str) -> None:
    answer = ask(made, "SELECT Id FROM " + target, as_admin=False)  # noqa: S608  SOQL of ours
    assert answer.json()[0]["errorCode"] == "INVALID_TYPE"


@pytest.mark.parametrize(
    "soql",
    [
        "SELECT password_hash FROM User",
        "SELECT Nope FROM User",
        "SELECT Id FROM User WHERE nope = 'x'",
        "SELECT Id FROM User WHERE IsActive = 'true'",
        "SELECT Id FROM User WHERE Alias = true",
        "SELECT Account.Name FROM User",
        "SELECT Profile.Nope FROM User",
        "SELECT Username.Name FROM User",
        "SELECT u.Id FROM User",
        "SELECT Id FROM User WHERE CreatedDate = 'a'",
        "SELECT Id FROM User WHERE CreatedDate > 2027-01-01",
        "SELECT Id FROM User WHERE Alias = 5",
        "SELECT Id FROM User ORDER BY Nope",
    ],
)
def test_refuses_an_unknown_field_or_a_value_of_another_kind(made: OrgUnderTest, soql: str) -> None:
    error = ask(made, soql).json()[0]
    assert error["errorCode"] == "INVALID_FIELD"
    assert "ERROR at Row:1:Column:" in error["message"]


@pytest.mark.parametrize(
    "test", ["Id = 'x'", "Id LIKE '005%'", "Id > '005'", "IsActive > true", "Id IN ('x')"]
)
def test_refuses_an_id_that_is_none_or_an_operator_that_does_not_fit(made: OrgUnderTest, test: str) -> None:
    error = ask(made, "SELECT Id FROM User WHERE " + test).json()[0]  # noqa: S608  SOQL of ours
    assert error["errorCode"] == "INVALID_QUERY_FILTER_OPERATOR"


def test_refuses_an_offset_of_more_than_two_thousand(made: OrgUnderTest) -> None:
    error = ask(made, "SELECT Id FROM User OFFSET 2001").json()[0]
    assert error == {
        "message": "Maximum SOQL offset allowed is 2000",
        "errorCode": "NUMBER_OUTSIDE_VALID_RANGE",
    }


def test_an_answer_does_not_grow_with_what_was_asked(made: OrgUnderTest) -> None:
    answer = ask(made, "SELECT {} FROM User".format("x" * 9000))  # noqa: S608  SOQL of ours
    assert len(answer.content) < 1000
    assert "ERROR at Row:1:Column:8" in answer.json()[0]["message"]


def test_refuses_a_repeated_parameter(made: OrgUnderTest) -> None:
    answer = made.call("GET", f"{API}/query?q=a&q=b", as_admin=True)
    assert answer.json()[0]["errorCode"] == "MALFORMED_QUERY"


def test_points_at_the_fault_in_its_line(made: OrgUnderTest) -> None:
    message = ask(made, "SELECT Id,\n  Nope FROM User").json()[0]["message"]
    assert message.startswith(
        "\n  Nope FROM User\n  ^\nERROR at Row:2:Column:3\nNo such column 'Nope' on entity 'User'."
    )


def test_finds_automated_process_as_the_seed_does(made: OrgUnderTest) -> None:
    body = ask(made, "SELECT Id FROM User WHERE alias = 'autoproc'").json()
    (record,) = body["records"]
    assert (body["totalSize"], body["done"]) == (1, True)
    assert record["Id"] == made.org.find_automated_process_id()
    assert record["attributes"] == {"type": "User", "url": f"{API}/sobjects/User/{record['Id']}"}


def test_case_matters_neither_in_names_nor_in_text(made: OrgUnderTest) -> None:
    body = ask(
        made,
        "select USERNAME, isactive from user where Username='BEA@isthmus.example' and IsActive=TRUE limit 1",
    )
    assert body.json()["records"][0]["Username"] == "bea@isthmus.example"
    assert body.json()["records"][0]["IsActive"] is True


def test_text_is_a_value_and_never_part_of_the_query(made: OrgUnderTest) -> None:
    assert ask(made, r"SELECT Id FROM User WHERE Alias = 'a\' OR 1=1 --'").json()["totalSize"] == 0


def test_null_limit_and_short_ids(made: OrgUnderTest) -> None:
    assert ask(made, "SELECT Id FROM User WHERE FirstName = null").json()["totalSize"] == 1
    assert ask(made, "SELECT Id FROM User LIMIT 2").json()["totalSize"] == 2
    assert ask(made, "SELECT Id FROM User LIMIT 0").json()["totalSize"] == 0
    assert ask(made, by_id(made.user_id[:15])).json()["totalSize"] == 1


def test_describes_the_org_as_the_cli_asks(made: OrgUnderTest) -> None:
    soql = (
        "SELECT Name, InstanceName, IsSandbox, TrialExpirationDate, NamespacePrefix, OrganizationType "
        "FROM Organization"
    )
    (record,) = ask(made, soql, as_admin=False).json()["records"]
    assert (record["IsSandbox"], record["TrialExpirationDate"], record["NamespacePrefix"]) == (
        False,
        None,
        None,
    )


def test_writes_times_as_rest_does(made: OrgUnderTest) -> None:
    (record,) = ask(made, by_id(made.user_id, field="CreatedDate")).json()["records"]
    assert record["CreatedDate"] == "2027-01-15T08:00:00.000+0000"


def names(made: OrgUnderTest, condition: str) -> list[str]:
    soql = "SELECT Username FROM User WHERE " + condition  # noqa: S608  SOQL of ours
    answer = ask(made, soql + " AND UserType = 'Standard' ORDER BY Username")
    assert answer.status_code == 200, answer.text
    return [record["Username"].partition("@")[0] for record in answer.json()["records"]]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("Username LIKE 'A%'", ["ada"]),
        ("Username LIKE '_da@%'", ["ada"]),
        (r"Username LIKE '\_da%'", []),
        (r"Username LIKE 'ada\%'", []),
        ("(NOT Username LIKE 'a%')", ["bea"]),
        ("Username != 'ada@isthmus.example'", ["bea"]),
        ("Username <> 'ada@isthmus.example'", ["bea"]),
        ("Username IN ('ADA@isthmus.example', null)", ["ada"]),
        ("Username NOT IN ('ada@isthmus.example')", ["bea"]),
        ("(Alias = 'ada' OR (Alias = 'bea' AND IsActive = true))", ["ada", "bea"]),
        ("IsActive != true", []),
        ("Alias >= 'B'", ["bea"]),
        ("Profile.Name = 'standard user'", ["bea"]),
        ("User.Profile.Name IN ('System Administrator')", ["ada"]),
        ("CreatedDate >= 2027-01-15T09:00:00+01:00", ["ada", "bea"]),
        ("CreatedDate > 2027-01-15T08:00:00.000Z", []),
        ("CreatedDate = 2027-01-15T08:00:00.000+0000", ["ada", "bea"]),
        (
            (
                "Id IN (SELECT AssigneeId FROM PermissionSetAssignment "
                "WHERE PermissionSet.Name = 'Cognito_API_Access')"
            ),
            ["bea"],
        ),
        ("Id NOT IN (SELECT AssigneeId FROM PermissionSetAssignment)", ["ada"]),
    ],
)
def test_finds(made: OrgUnderTest, condition: str, expected: list[str]) -> None:
    made.org.assign_permission_set(made.user_id, permission_set="Cognito_API_Access")
    assert names(made, condition) == expected


def test_not_equal_finds_what_is_empty_as_well(made: OrgUnderTest) -> None:
    found = ask(made, "SELECT Id FROM User WHERE FirstName != 'Ada'").json()
    assert [record["Id"] for record in found["records"]] == [made.org.find_automated_process_id()]
    assert ask(made, "SELECT Id FROM User WHERE FirstName NOT IN ('Ada')").json()["totalSize"] == 1
    assert ask(made, "SELECT Id FROM User WHERE NOT FirstName = 'Ada'").json()["totalSize"] == 1


def test_shows_related_records_one_below_the_other(made: OrgUnderTest) -> None:
    made.org.assign_permission_set(made.user_id, permission_set="Cognito_API_Access")
    soql = (
        "SELECT Assignee.Username, assignee.profile.name, a.PermissionSet.Name FROM PermissionSetAssignment a"
    )
    (record,) = ask(made, soql).json()["records"]
    assert record["Assignee"]["Username"] == "bea@isthmus.example"
    assert record["Assignee"]["attributes"]["url"] == f"{API}/sobjects/User/{made.user_id}"
    assert record["Assignee"]["Profile"]["Name"] == "Standard User"
    assert record["PermissionSet"]["Name"] == "Cognito_API_Access"


def test_a_relation_to_nothing_is_null(made: OrgUnderTest) -> None:
    (record,) = ask(made, "SELECT Profile.Name FROM User WHERE Alias = 'autoproc'").json()["records"]
    assert record["Profile"] is None


def test_orders_and_skips(made: OrgUnderTest) -> None:
    soql = "SELECT Alias FROM User ORDER BY FirstName DESC NULLS LAST, Alias DESC LIMIT 2 OFFSET 1"
    assert [record["Alias"] for record in ask(made, soql).json()["records"]] == ["ada", "autoproc"]


def test_orders_by_a_field_that_is_the_same_for_all(made: OrgUnderTest) -> None:
    for field in ("IsOwnedByProfile DESC", "IsOwnedByProfile, Name"):
        assert ask(made, f"SELECT Name FROM PermissionSet ORDER BY {field}").status_code == 200  # noqa: S608  SOQL of ours


def test_counts(made: OrgUnderTest) -> None:
    assert ask(made, "SELECT count() FROM User").json() == {"totalSize": 3, "done": True, "records": []}


def test_a_pattern_of_many_wildcards_does_not_take_long(made: OrgUnderTest) -> None:
    pattern = "%a" * 1900 + "b"
    assert ask(made, f"SELECT Id FROM User WHERE Alias LIKE '{pattern}'").json()["totalSize"] == 0  # noqa: S608  SOQL of ours


def test_describes_columns_as_the_cli_asks(made: OrgUnderTest) -> None:
    body = made.call(
        "GET", f"{API}/query?q=SELECT+Id,Profile.Name+FROM+User&columns=true", as_admin=True
    ).json()
    assert [item["columnName"] for item in body["columnMetadata"]] == ["Id", "Profile"]
    assert body["columnMetadata"][1]["joinColumns"][0]["columnName"] == "Name"
