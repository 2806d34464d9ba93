import httpx2
import pytest

from unit.local.salesforce.orgs import API, OrgUnderTest


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
        "SELECT COUNT() FROM User",
        "SELECT * FROM User",
        "SELECT Id FROM User WHERE",
        "SELECT Id FROM User WHERE Alias",
        "SELECT Id FROM User WHERE Alias = ",
        "SELECT Id FROM User WHERE Alias = autoproc",
        "SELECT Id FROM User WHERE Alias LIKE 'a%'",
        "SELECT Id FROM User WHERE Alias != 'a'",
        "SELECT Id FROM User WHERE Alias = 'a' OR Alias = 'b'",
        "SELECT Id FROM User WHERE Alias = 'a",
        "SELECT Id FROM User WHERE Alias = 'a\\q'",
        "SELECT Id FROM User WHERE CreatedDate = 'a'",
        "SELECT Id FROM User LIMIT",
        "SELECT Id FROM User LIMIT 'a'",
        "SELECT Id FROM User LIMIT \u0663",  # ARABIC-INDIC DIGIT THREE
        "SELECT Id FROM User LIMIT 99999999999999999999",
        "SELECT Id FROM User ORDER BY Id",
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
        "SELECT Profile.Name FROM User",
    ],
)
def test_refuses_an_unknown_field_or_a_value_of_another_kind(made: OrgUnderTest, soql: str) -> None:
    error = ask(made, soql).json()[0]
    assert error["errorCode"] == "INVALID_FIELD"
    assert "ERROR at Row:1:Column:" in error["message"]


def test_refuses_an_id_that_is_none(made: OrgUnderTest) -> None:
    assert (
        ask(made, "SELECT Id FROM User WHERE Id = 'x'").json()[0]["errorCode"]
        == "INVALID_QUERY_FILTER_OPERATOR"
    )


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
