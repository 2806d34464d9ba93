from typing import Any

import httpx2
import pytest

from unit.local.salesforce.orgs import API, PASSWORD, Browser, OrgUnderTest

USERS, SETS, ASSIGNMENTS = (
    f"{API}/sobjects/{name}" for name in ("User", "PermissionSet", "PermissionSetAssignment")
)


def profile_id(made: OrgUnderTest, name: str = "Standard User") -> str:
    query = f"{API}/query?q=SELECT+Id+FROM+Profile+WHERE+Name='{name}'"
    return str(made.call("GET", query, as_admin=True).json()["records"][0]["Id"])


def set_id(made: OrgUnderTest) -> str:
    query = f"{API}/query?q=SELECT+Id+FROM+PermissionSet+WHERE+Name='Cognito_API_Access'"
    return str(made.call("GET", query, as_admin=True).json()["records"][0]["Id"])


def a_record(made: OrgUnderTest, **changes: Any) -> dict[str, Any]:
    return {
        "Username": "cleo@isthmus.example",
        "LastName": "Cleo",
        "Email": "cleo@isthmus.example",
        "Alias": "cleo",
        "ProfileId": profile_id(made),
        "TimeZoneSidKey": "America/Los_Angeles",
        "LocaleSidKey": "en_US",
        "LanguageLocaleKey": "en_US",
        "EmailEncodingKey": "UTF-8",
    } | changes


def code_of(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()[0]["errorCode"]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'"x"', b'{"a":1,"a":2}', b"\xff", b"[" * 50_000])
def test_refuses_what_is_no_json_object(made: OrgUnderTest, content: bytes) -> None:
    assert code_of(made.call("POST", USERS, as_admin=True, content=content)) == (400, "JSON_PARSER_ERROR")


def test_refuses_a_body_of_more_than_a_mebibyte(made: OrgUnderTest) -> None:
    answer = made.call("POST", USERS, as_admin=True, content=b" " * 1_048_577)
    assert code_of(answer) == (413, "REQUEST_BODY_TOO_LARGE")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"Username": None}, "REQUIRED_FIELD_MISSING"),
        ({"LastName": ""}, "REQUIRED_FIELD_MISSING"),
        ({"Username": "no-at-sign"}, "INVALID_EMAIL_ADDRESS"),
        ({"Email": "a@b@c.example"}, "INVALID_EMAIL_ADDRESS"),
        ({"Email": "a@b.example\n"}, "INVALID_EMAIL_ADDRESS"),
        ({"Username": "bea@isthmus.example"}, "DUPLICATE_USERNAME"),
        ({"Username": "BEA@ISTHMUS.EXAMPLE"}, "DUPLICATE_USERNAME"),
        ({"ProfileId": "x"}, "MALFORMED_ID"),
        ({"ProfileId": "00e000000000000AAA"}, "INVALID_CROSS_REFERENCE_KEY"),
        ({"TimeZoneSidKey": "Mars/Olympus"}, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"),
        ({"Nope": "x"}, "INVALID_FIELD"),
        ({"Id": "005000000000000AAA"}, "INVALID_FIELD_FOR_INSERT_UPDATE"),
        ({"UserType": "Standard"}, "INVALID_FIELD_FOR_INSERT_UPDATE"),
        ({"IsActive": "yes"}, "JSON_PARSER_ERROR"),
        ({"IsActive": None}, "JSON_PARSER_ERROR"),
        ({"LastName": 7}, "JSON_PARSER_ERROR"),
        ({"LastName": {"a": 1}}, "JSON_PARSER_ERROR"),
        ({"LastName": "x" * 256}, "STRING_TOO_LONG"),
    ],
)
def test_refuses_a_user(made: OrgUnderTest, changes: dict[str, Any], code: str) -> None:
    assert code_of(made.call("POST", USERS, as_admin=True, json=a_record(made, **changes))) == (400, code)


def test_names_the_missing_fields(made: OrgUnderTest) -> None:
    (error,) = made.call("POST", SETS, as_admin=True, json={}).json()
    assert error["message"] == "Required fields are missing: [Name, Label]"
    assert error["fields"] == ["Name", "Label"]


@pytest.mark.parametrize(
    ("method", "path"), [("POST", USERS), ("PATCH", f"{USERS}/{{admin}}"), ("DELETE", SETS)]
)
def test_a_standard_user_writes_nothing(made: OrgUnderTest, method: str, path: str) -> None:
    session = made.org.create_session(made.user_id)
    answer = made.call(method, path.format(admin=made.admin_id), session=session, json={})
    assert answer.status_code in {403, 404}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", f"{USERS}/{{admin}}"),
        ("PUT", f"{USERS}/{{admin}}"),
        ("PUT", USERS),
        ("POST", f"{API}/sobjects/Organization"),
        ("PATCH", f"{ASSIGNMENTS}/x"),
    ],
)
def test_refuses_a_method_an_object_does_not_take(made: OrgUnderTest, method: str, path: str) -> None:
    answer = made.call(method, path.format(admin=made.admin_id), as_admin=True, json={})
    assert code_of(answer) == (405, "METHOD_NOT_ALLOWED")


@pytest.mark.parametrize("record_id", ["x", "005000000000000AAA", "00e000000000000AAA", "%00", "a%20b"])
def test_refuses_an_unknown_record(made: OrgUnderTest, record_id: str) -> None:
    assert code_of(made.call("GET", f"{USERS}/{record_id}", as_admin=True)) == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    "path", [f"{API}/sobjects/Account/x", f"{API}/sobjects/Account", f"{API}/sobjects/Account/describe"]
)
def test_refuses_an_unknown_object(made: OrgUnderTest, path: str) -> None:
    assert code_of(made.call("GET", path, as_admin=True)) == (404, "NOT_FOUND")


def test_nobody_changes_automated_process(made: OrgUnderTest) -> None:
    path = f"{USERS}/{made.org.find_automated_process_id()}"
    assert code_of(made.call("PATCH", path, as_admin=True, json={"LastName": "x"}))[0] == 403
    password = made.call("POST", f"{path}/password", as_admin=True, json={"NewPassword": PASSWORD})
    assert password.status_code == 404


def test_refuses_an_assignment_twice_or_of_what_is_not_there(made: OrgUnderTest) -> None:
    wanted = {"AssigneeId": made.user_id, "PermissionSetId": set_id(made)}
    assert made.call("POST", ASSIGNMENTS, as_admin=True, json=wanted).status_code == 201
    again = made.call("POST", ASSIGNMENTS, as_admin=True, json=wanted)
    assert code_of(again) == (400, "DUPLICATE_VALUE")
    for name in wanted:
        nobody = {**wanted, name: "005000000000000AAA"}
        answer = made.call("POST", ASSIGNMENTS, as_admin=True, json=nobody)
        assert code_of(answer) == (400, "INVALID_CROSS_REFERENCE_KEY")


@pytest.mark.parametrize(
    "name", ["has space", "1x", "x__y", "x_", "ünder", "Cognito_API_Access", "COGNITO_api_access"]
)
def test_refuses_a_permission_set(made: OrgUnderTest, name: str) -> None:
    answer = made.call("POST", SETS, as_admin=True, json={"Name": name, "Label": "x"})
    assert answer.json()[0]["errorCode"] in {"INVALID_API_NAME", "DUPLICATE_DEVELOPER_NAME"}


def test_a_user_made_through_rest_can_log_in_once_there_is_a_password(
    made: OrgUnderTest, browser: Browser
) -> None:
    answer = made.call("POST", USERS, as_admin=True, json=a_record(made))
    body = answer.json()
    assert (answer.status_code, body["success"], body["errors"]) == (201, True, [])
    assert "check your username" in browser.log_in("cleo@isthmus.example").text
    password = f"{USERS}/{body['id']}/password"
    assert code_of(made.call("POST", password, as_admin=True, json={"NewPassword": "short"}))[0] == 400
    assert made.call("POST", password, as_admin=True, json={"NewPassword": PASSWORD}).status_code == 204
    assert "Allow access?" in browser.log_in("cleo@isthmus.example").text


def test_an_email_made_or_changed_through_rest_is_not_verified(made: OrgUnderTest) -> None:
    change = {"Email": "new@isthmus.example", "LastName": "Changed"}
    assert made.call("PATCH", f"{USERS}/{made.user_id}", as_admin=True, json=change).status_code == 204
    session = made.org.create_session(made.user_id)
    info = made.call("GET", "/services/oauth2/userinfo", session=session).json()
    assert (info["email"], info["email_verified"]) == ("new@isthmus.example", False)
    record = made.call("GET", f"{USERS}/{made.user_id}?fields=lastname,Email", session=session).json()
    assert record == {
        "attributes": {"type": "User", "url": f"{USERS}/{made.user_id}"},
        "LastName": "Changed",
        "Email": "new@isthmus.example",
    }


def test_gives_a_whole_record(made: OrgUnderTest) -> None:
    record = made.call("GET", f"{USERS}/{made.user_id[:15]}", as_admin=True).json()
    assert record["Username"] == "bea@isthmus.example"
    assert record["ProfileId"] == profile_id(made)
    assert "password_hash" not in record


def test_an_assignment_is_made_and_deleted(made: OrgUnderTest) -> None:
    wanted = {"AssigneeId": made.user_id[:15], "PermissionSetId": set_id(made)[:15]}
    made_id = made.call("POST", ASSIGNMENTS, as_admin=True, json=wanted).json()["id"]
    assert made.org.has_permission_set(made.user_id, permission_set="Cognito_API_Access")
    assert made.call("DELETE", f"{ASSIGNMENTS}/{made_id}", as_admin=True).status_code == 204
    assert not made.org.has_permission_set(made.user_id, permission_set="Cognito_API_Access")


def test_a_permission_set_is_made_renamed_and_deleted(made: OrgUnderTest) -> None:
    made_id = made.call("POST", SETS, as_admin=True, json={"Name": "Extra", "Label": "Extra"}).json()["id"]
    path = f"{SETS}/{made_id}"
    assert made.call("PATCH", path, as_admin=True, json={"Name": "Other"}).status_code == 400
    assert made.call("PATCH", path, as_admin=True, json={"Label": "More"}).status_code == 204
    assert made.call("GET", path, as_admin=True).json()["Label"] == "More"
    made.org.assign_permission_set(made.user_id, permission_set="Extra")
    assert made.call("DELETE", path, as_admin=True).status_code == 204
    assert not made.org.has_permission_set(made.user_id, permission_set="Extra")


def test_a_session_is_ended_by_an_administrator_alone(made: OrgUnderTest) -> None:
    session = made.org.create_session(made.user_id)
    soql = f"SELECT Id, Users.Username, NumSecondsValid FROM AuthSession WHERE UsersId = '{made.user_id}'"  # noqa: S608  SOQL of ours
    refused = made.call("GET", f"{API}/query", session=session, params={"q": soql})
    assert code_of(refused) == (400, "INVALID_TYPE")
    (record,) = made.call("GET", f"{API}/query", as_admin=True, params={"q": soql}).json()["records"]
    assert (record["Users"]["Username"], record["NumSecondsValid"]) == ("bea@isthmus.example", 7200)
    path = f"{API}/sobjects/AuthSession/{record['Id']}"
    assert made.call("DELETE", path, session=session).status_code == 404
    assert made.call("DELETE", path, as_admin=True).status_code == 204
    assert made.call("GET", API, session=session).status_code == 401


@pytest.mark.parametrize("field", ["Username", "Nope", "id%27--"])
def test_there_are_no_external_ids(made: OrgUnderTest, field: str) -> None:
    answer = made.call("PATCH", f"{USERS}/{field}/x", as_admin=True, json={"LastName": "x"})
    assert code_of(answer) == (404, "NOT_FOUND")


def test_an_upsert_by_id_never_makes_a_record(made: OrgUnderTest) -> None:
    missing = made.call("PATCH", f"{USERS}/Id/005000000000000AAA", as_admin=True, json={"LastName": "x"})
    assert code_of(missing) == (404, "NOT_FOUND")
    changed = made.call("PATCH", f"{USERS}/Id/{made.user_id}", as_admin=True, json={"LastName": "x"})
    assert changed.json() == {"id": made.user_id, "success": True, "errors": [], "created": False}


@pytest.mark.parametrize(
    "path", ["composite", "composite/sobjects", "search", "jobs/query", "nothing", "recent"]
)
def test_what_is_not_served_is_not_there(made: OrgUnderTest, path: str) -> None:
    answer = made.call("POST", f"{API}/{path}", as_admin=True, json={})
    assert code_of(answer) == (404, "NOT_FOUND")


def test_a_field_given_twice_in_another_case_is_refused(made: OrgUnderTest) -> None:
    answer = made.call("PATCH", f"{USERS}/{made.user_id}", as_admin=True, json={"alias": "a", "Alias": "b"})
    assert code_of(answer) == (400, "INVALID_FIELD")
