"""simple-salesforce against the local org: queries, records, describe calls and limits."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from simple_salesforce.api import Salesforce
from simple_salesforce.exceptions import (
    SalesforceExpiredSession,
    SalesforceMalformedRequest,
    SalesforceRefusedRequest,
    SalesforceResourceNotFound,
)

from flows.driving import Stack
from unit.local.salesforce.apex.blocks import CALLOUT


def connect(stack: Stack, user: dict[str, Any], *, session_id: str | None = None) -> Any:
    http = requests.Session()
    http.trust_env = False  # the machine may name a CA bundle of its own
    http.verify = stack["ca_bundle"]
    return Salesforce(
        instance_url=stack["salesforce"], session_id=session_id or user["session_id"], session=http
    )


def administrator(stack: Stack) -> dict[str, Any]:
    users = stack["salesforce_org"]["users"]
    return dict(next(user for user in users if user["username"].startswith("ada.admin")))


@pytest.fixture(scope="module")
def admin(stack: Stack) -> Iterator[Any]:
    client = connect(stack, administrator(stack))
    yield client
    client.session.close()


@pytest.fixture(scope="module")
def person(stack: Stack) -> Iterator[Any]:
    client = connect(stack, stack.user(has_permission_set=False))
    yield client
    client.session.close()


def a_user(admin: Any) -> dict[str, Any]:
    name = f"u{uuid.uuid4().hex[:7]}"
    profile = admin.query("SELECT Id FROM Profile WHERE Name = 'Standard User'")["records"][0]["Id"]
    return {
        **dict.fromkeys(("Username", "Email"), f"{name}@isthmus.example"),
        **dict.fromkeys(("LastName", "Alias"), name),
        **dict.fromkeys(("LocaleSidKey", "LanguageLocaleKey"), "en_US"),
        "ProfileId": profile,
        "EmailEncodingKey": "UTF-8",
        "TimeZoneSidKey": "America/Los_Angeles",
    }


def test_an_unknown_session_is_refused(stack: Stack) -> None:
    client = connect(stack, {}, session_id="00Dxx0000000000!nobody")
    with pytest.raises(SalesforceExpiredSession), client.session:
        client.query("SELECT Id FROM User")


def test_a_person_without_rights_neither_sees_nor_gives_permission_sets(person: Any, admin: Any) -> None:
    with pytest.raises(SalesforceMalformedRequest, match="INVALID_TYPE"):
        person.query("SELECT Id FROM PermissionSetAssignment")
    set_id = admin.query("SELECT Id FROM PermissionSet LIMIT 1")["records"][0]["Id"]
    user_id = admin.query("SELECT Id FROM User LIMIT 1")["records"][0]["Id"]
    with pytest.raises(SalesforceResourceNotFound):
        person.PermissionSetAssignment.create({"AssigneeId": user_id, "PermissionSetId": set_id})
    with pytest.raises(SalesforceRefusedRequest):
        person.User.update(user_id, {"LastName": "x"})


def test_a_query_that_can_not_be_read_is_malformed(admin: Any) -> None:
    with pytest.raises(SalesforceMalformedRequest, match="unexpected token"):
        admin.query("SELECT Id FORM User")
    with pytest.raises(SalesforceMalformedRequest, match="No such column"):
        admin.query("SELECT password_hash FROM User")


def test_queries_with_relationships_and_counts(admin: Any) -> None:
    found = admin.query(
        "SELECT Assignee.Username, PermissionSet.Name FROM PermissionSetAssignment "
        "WHERE PermissionSet.Name LIKE 'Cognito%' ORDER BY Assignee.Username"
    )
    assert found["records"][0]["PermissionSet"]["Name"].startswith("Cognito")
    everybody = admin.query_all("SELECT Id, Profile.Name FROM User", include_deleted=True)
    assert len(everybody["records"]) == admin.query("SELECT COUNT() FROM User")["totalSize"]


def test_makes_changes_and_reads_users(admin: Any) -> None:
    values = a_user(admin)
    made = admin.User.create(values)
    assert admin.User.update(made["id"], {"LastName": "Changed"}) == 204
    assert admin.User.upsert(f"Id/{made['id']}", {"FirstName": "Una"}) == 200
    record = admin.User.get(made["id"])
    assert (record["Username"], record["Name"]) == (values["Username"], "Una Changed")
    with pytest.raises(SalesforceMalformedRequest, match="DUPLICATE_USERNAME"):
        admin.User.create(values)


def test_describes_and_shows_limits(admin: Any) -> None:
    assert {"User", "PermissionSet"} <= {item["name"] for item in admin.describe()["sobjects"]}
    assert "Username" in {field["name"] for field in admin.User.describe()["fields"]}
    assert admin.User.metadata()["objectDescribe"]["name"] == "User"
    assert admin.limits()["DailyApiRequests"]["Max"] == 15000
    assert admin.api_usage["api-usage"].total == 15000


def test_reads_classes_through_the_tooling_api(admin: Any) -> None:
    found = admin.toolingexecute("query/", params={"q": "SELECT Id, Name FROM ApexClass"})
    assert found["size"] == len(found["records"]) > 0


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("Integer i = 'x';", "Illegal assignment from String to Integer"),
        ("System.assertEquals(1, 2);", "System.AssertException: Assertion Failed: Expected: 1, Actual: 2"),
    ],
)
def test_anonymous_apex_that_fails_says_why(admin: Any, source: str, told: str) -> None:
    result = admin.restful("tooling/executeAnonymous", {"anonymousBody": source})
    assert result["success"] is False
    assert told in (result["compileProblem"], result["exceptionMessage"])


def test_anonymous_apex_is_refused_to_who_is_no_administrator(person: Any) -> None:
    with pytest.raises(SalesforceRefusedRequest):
        person.restful("tooling/executeAnonymous", {"anonymousBody": CALLOUT})


def test_anonymous_apex_calls_out_by_the_named_credential(admin: Any) -> None:
    checked = CALLOUT.replace("} catch", "    System.assertEquals(200, res.getStatusCode());\n} catch")
    result = admin.restful("tooling/executeAnonymous", {"anonymousBody": checked})
    assert (result["compiled"], result["success"], result["line"]) == (True, True, -1), result
