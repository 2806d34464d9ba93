import pytest

from unit.local.salesforce.orgs import API, OrgUnderTest


@pytest.mark.parametrize("path", ["PermissionSet", "PermissionSet/describe", "Account", "Account/describe"])
def test_a_standard_user_is_told_of_no_setup_object(made: OrgUnderTest, path: str) -> None:
    session = made.org.create_session(made.user_id)
    answer = made.call("GET", f"{API}/sobjects/{path}", session=session)
    assert (answer.status_code, answer.json()[0]["errorCode"]) == (404, "NOT_FOUND")
    listed = made.call("GET", f"{API}/sobjects", session=session).json()["sobjects"]
    assert {item["name"] for item in listed} == {"User", "Profile", "Organization"}
    assert not any(item["createable"] for item in listed)


def test_lists_what_each_api_has(made: OrgUnderTest) -> None:
    data = made.call("GET", f"{API}/sobjects", as_admin=True).json()
    tooling = made.call("GET", f"{API}/tooling/sobjects", as_admin=True).json()
    assert data["maxBatchSize"] == 200
    assert {"User", "PermissionSetAssignment"} <= {item["name"] for item in data["sobjects"]}
    assert "TraceFlag" not in {item["name"] for item in data["sobjects"]}
    assert {"ApexClass", "ApexLog", "TraceFlag", "DebugLevel"} <= {
        item["name"] for item in tooling["sobjects"]
    }


def test_describes_fields_with_their_types_and_rights(made: OrgUnderTest) -> None:
    body = made.call("GET", f"{API}/sobjects/user/describe", as_admin=True).json()
    fields = {field["name"]: field for field in body["fields"]}
    assert (body["name"], body["keyPrefix"], body["urls"]["rowTemplate"]) == (
        "User",
        "005",
        f"{API}/sobjects/User/{{ID}}",
    )
    assert (fields["Id"]["type"], fields["ProfileId"]["type"]) == ("id", "reference")
    assert (fields["ProfileId"]["referenceTo"], fields["ProfileId"]["relationshipName"]) == (
        ["Profile"],
        "Profile",
    )
    assert (fields["Username"]["createable"], fields["CreatedDate"]["createable"]) == (True, False)


def test_shows_an_object_in_brief(made: OrgUnderTest) -> None:
    body = made.call("GET", f"{API}/sobjects/User", as_admin=True).json()
    assert body["objectDescribe"]["name"] == "User"
    assert body["recentItems"] == []
