from typing import Any

import pytest

from unit.local.salesforce.orgs import API, OrgUnderTest

TOOLING = f"{API}/tooling"
LEVELS, FLAGS, LOGS = (f"{TOOLING}/sobjects/{name}" for name in ("DebugLevel", "TraceFlag", "ApexLog"))
NOBODY = "005000000000000AAA"


def a_level(made: OrgUnderTest, **changes: Any) -> str:
    values = {"DeveloperName": "Fine", "MasterLabel": "Fine", "ApexCode": "FINE", **changes}
    answer = made.call("POST", LEVELS, as_admin=True, json=values)
    return str(answer.json()["id"] if answer.status_code == 201 else answer.json()[0]["errorCode"])


def a_flag(made: OrgUnderTest, level_id: str, **changes: Any) -> str:
    values = {
        "TracedEntityId": made.user_id,
        "DebugLevelId": level_id,
        "LogType": "DEVELOPER_LOG",
        "StartDate": "2027-01-15T08:00:00.000+0000",
        "ExpirationDate": "2027-01-15T09:00:00.000+0000",
        **changes,
    }
    answer = made.call("POST", FLAGS, as_admin=True, json=values)
    return str(answer.json()["id"] if answer.status_code == 201 else answer.json()[0]["errorCode"])


def a_log(made: OrgUnderTest) -> str:
    return made.org._parts.apex_logs.put(
        made.user_id, operation="/x", status="Success", duration_milliseconds=5, body="66.0 EXECUTION é"
    )


@pytest.mark.parametrize("path", [LEVELS, FLAGS, f"{LOGS}/{{log}}", f"{LOGS}/{{log}}/Body"])
def test_a_standard_user_sees_nothing_of_it(made: OrgUnderTest, path: str) -> None:
    session = made.org.create_session(made.user_id)
    assert made.call("GET", path.format(log=a_log(made)), session=session).status_code == 404


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"DeveloperName": "a b"}, "INVALID_API_NAME"),
        ({"DeveloperName": None}, "REQUIRED_FIELD_MISSING"),
        ({"ApexCode": "LOUD"}, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"),
        ({"ApexCode": None}, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"),
        ({"Nope": "x"}, "INVALID_FIELD"),
    ],
)
def test_refuses_a_level(made: OrgUnderTest, changes: dict[str, Any], code: str) -> None:
    assert a_level(made, **changes) == code


def test_refuses_a_level_of_the_same_name(made: OrgUnderTest) -> None:
    a_level(made)
    assert a_level(made) == "DUPLICATE_VALUE"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"TracedEntityId": NOBODY}, "INVALID_CROSS_REFERENCE_KEY"),
        ({"DebugLevelId": NOBODY}, "INVALID_CROSS_REFERENCE_KEY"),
        ({"LogType": "OTHER"}, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"),
        ({"ExpirationDate": "2027-01-15T07:00:00.000Z"}, "FIELD_INTEGRITY_EXCEPTION"),
        ({"ExpirationDate": "2027-01-16T09:00:00.000Z"}, "FIELD_INTEGRITY_EXCEPTION"),
        ({"ExpirationDate": None}, "FIELD_INTEGRITY_EXCEPTION"),
        ({"ExpirationDate": "tomorrow"}, "JSON_PARSER_ERROR"),
    ],
)
def test_refuses_a_flag(made: OrgUnderTest, changes: dict[str, Any], code: str) -> None:
    assert a_flag(made, a_level(made), **changes) == code


def test_levels_and_flags_are_made_changed_and_deleted(made: OrgUnderTest) -> None:
    level_id = a_level(made)
    flag_id = a_flag(made, level_id)
    level, flag = f"{LEVELS}/{level_id}", f"{FLAGS}/{flag_id}"
    assert made.call("PATCH", level, as_admin=True, json={"Database": "INFO"}).status_code == 204
    assert made.call("PATCH", flag, as_admin=True, json={"LogType": "USER_DEBUG"}).status_code == 204
    soql = "SELECT LogType, DebugLevel.Database, DebugLevel.Wave, TracedEntity.Username FROM TraceFlag"
    query = made.call("GET", f"{TOOLING}/query", as_admin=True, params={"q": soql}).json()
    (record,) = query["records"]
    assert (record["LogType"], record["DebugLevel"]["Database"]) == ("USER_DEBUG", "INFO")
    assert record["DebugLevel"]["Wave"] == "NONE"
    assert record["attributes"]["url"] == flag
    assert made.call("DELETE", flag, as_admin=True).status_code == 204
    assert made.call("GET", flag, as_admin=True).status_code == 404


def test_gives_a_log_and_its_text(made: OrgUnderTest) -> None:
    log_id = a_log(made)
    record = made.call("GET", f"{LOGS}/{log_id}", as_admin=True).json()
    assert (record["LogLength"], record["LogUserId"], record["Status"]) == (17, made.user_id, "Success")
    body = made.call("GET", f"{LOGS}/{log_id}/Body", as_admin=True)
    assert (body.text, body.headers["content-type"]) == ("66.0 EXECUTION é", "text/plain; charset=utf-8")
    assert made.call("DELETE", f"{LOGS}/{log_id}", as_admin=True).status_code == 204
    assert made.call("GET", f"{LOGS}/{log_id}/Body", as_admin=True).status_code == 404


def test_the_data_api_has_no_flags(made: OrgUnderTest) -> None:
    assert made.call("GET", f"{API}/sobjects/TraceFlag", as_admin=True).status_code == 404
