"""Access to principals as records: who may write them, and that a callout minds them."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from isthmus.local.salesforce.errors import CalloutError
from unit.local.salesforce.orgs import API, DENIED, OrgUnderTest, open_test_org, replaced

ACCESS = f"{API}/sobjects/SetupEntityAccess"
QUERY = f"{API}/query"
SET = "Cognito_API_Access"
SET_ID = "SELECT Id FROM PermissionSet WHERE Name = 'Cognito_API_Access'"


def found(made: OrgUnderTest, soql: str, *, tooling: bool = False) -> list[dict[str, Any]]:
    path = f"{API}/tooling/query" if tooling else QUERY
    answer = made.call("GET", path, as_admin=True, params={"q": soql})
    assert answer.status_code == 200, answer.text
    return list(answer.json()["records"])


def principal_id(made: OrgUnderTest) -> str:
    (row,) = found(
        made,
        "SELECT Id FROM ExternalCredentialParameter WHERE ParameterName = 'Integration' "
        "AND ExternalCredential.DeveloperName = 'AWS_Cognito_OAuth'",
    )
    return str(row["Id"])


def a_permission_set(made: OrgUnderTest, name: str = "Extra") -> str:
    wanted = {"Name": name, "Label": name}
    answer = made.call("POST", f"{API}/sobjects/PermissionSet", as_admin=True, json=wanted)
    return str(answer.json()["id"])


def grant(made: OrgUnderTest, **values: str | None) -> httpx2.Response:
    return made.call("POST", ACCESS, as_admin=True, json=values)


def accesses(made: OrgUnderTest) -> list[dict[str, Any]]:
    return found(made, "SELECT Id, ParentId FROM SetupEntityAccess")


def call_out(made: OrgUnderTest) -> int:
    user = made.org._parts.users.get(made.user_id)
    sent = made.org.callouts.send(user, "AWS_API_Access", method="GET", path="/x", headers={}, body=None)
    return asyncio.run(sent).status_code


def refusal(made: OrgUnderTest) -> str:
    with pytest.raises(CalloutError) as refused:
        call_out(made)
    return str(refused.value)


def delete_all(made: OrgUnderTest) -> None:
    for row in accesses(made):
        assert made.call("DELETE", f"{ACCESS}/{row['Id']}", as_admin=True).status_code == 204


@pytest.fixture
def ready(made: OrgUnderTest) -> OrgUnderTest:
    """An org whose standard user may call out by the permission set of the project."""
    made.org.assign_permission_set(made.user_id, permission_set=SET)
    made.configure_principal()
    return made


def test_a_standard_user_neither_sees_nor_grants_access(made: OrgUnderTest) -> None:
    session = made.org.create_session(made.user_id)
    values = {"ParentId": a_permission_set(made), "SetupEntityId": principal_id(made)}
    assert made.call("POST", ACCESS, session=session, json=values).status_code == 404
    soql = {"q": "SELECT Id FROM SetupEntityAccess"}
    assert made.call("GET", QUERY, session=session, params=soql).json()[0]["errorCode"] == "INVALID_TYPE"


@pytest.mark.parametrize("permission", ["ManageNamedCredentials", "CustomizeApplication"])
def test_who_manages_credentials_but_is_no_administrator_grants_nothing(
    made: OrgUnderTest, permission: str
) -> None:
    made.deploy({"permissionset-meta": with_permission(permission)})
    made.org.assign_permission_set(made.user_id, permission_set=SET)
    session = made.org.create_session(made.user_id)
    values = {"ParentId": a_permission_set(made), "SetupEntityId": principal_id(made)}
    before = accesses(made)
    assert made.call("POST", ACCESS, session=session, json=values).status_code in {403, 404}
    assert accesses(made) == before


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"ParentId": ""}, "MALFORMED_ID"),
        ({"ParentId": None}, "REQUIRED_FIELD_MISSING"),
        ({"ParentId": "0PS000000000000GAA"}, "INVALID_CROSS_REFERENCE_KEY"),
        ({"SetupEntityId": "0pu000000000000AAA"}, "INVALID_CROSS_REFERENCE_KEY"),
        ({"SetupEntityId": "01p000000000000AAA"}, "INVALID_CROSS_REFERENCE_KEY"),
        ({"SetupEntityId": "x"}, "MALFORMED_ID"),
        ({"SetupEntityType": "ExternalCredentialParameter"}, "INVALID_FIELD_FOR_INSERT_UPDATE"),
    ],
)
def test_refuses_access_that_makes_no_sense(
    made: OrgUnderTest, changes: dict[str, str | None], code: str
) -> None:
    whole: dict[str, str | None] = {"ParentId": a_permission_set(made), "SetupEntityId": principal_id(made)}
    values = whole | changes
    answer = grant(made, **values)
    assert (answer.status_code, answer.json()[0]["errorCode"]) == (400, code)


def test_refuses_the_same_access_twice(made: OrgUnderTest) -> None:
    values = {"ParentId": a_permission_set(made), "SetupEntityId": principal_id(made)}
    assert grant(made, **values).status_code == 201
    assert grant(made, **values).json()[0]["errorCode"] == "DUPLICATE_VALUE"


def test_access_is_not_changed(made: OrgUnderTest) -> None:
    (row,) = accesses(made)
    answer = made.call("PATCH", f"{ACCESS}/{row['Id']}", as_admin=True, json={})
    assert answer.status_code == 405


def test_a_callout_is_refused_once_access_is_deleted(ready: OrgUnderTest) -> None:
    assert call_out(ready) == 200
    delete_all(ready)
    assert refusal(ready) == DENIED


def test_a_callout_is_refused_once_the_permission_set_with_the_access_is_taken_away(
    ready: OrgUnderTest,
) -> None:
    delete_all(ready)
    extra = a_permission_set(ready)
    grant(ready, ParentId=extra, SetupEntityId=principal_id(ready))
    assert refusal(ready) == DENIED
    ready.org.assign_permission_set(ready.user_id, permission_set="Extra")
    assert call_out(ready) == 200
    ready.call("DELETE", f"{API}/sobjects/PermissionSet/{extra}", as_admin=True)
    assert refusal(ready) == DENIED


def test_a_grant_at_runtime_opens_the_principal(ready: OrgUnderTest) -> None:
    delete_all(ready)
    (parent,) = found(ready, SET_ID)
    answer = grant(ready, ParentId=str(parent["Id"]), SetupEntityId=principal_id(ready))
    assert answer.status_code == 201
    assert call_out(ready) == 200


def test_a_deployed_permission_set_is_seen_as_access(made: OrgUnderTest) -> None:
    (row,) = found(
        made,
        "SELECT Parent.Name, SetupEntityId, SetupEntityType FROM SetupEntityAccess "
        "WHERE SetupEntityType = 'ExternalCredentialParameter'",
    )
    assert row["Parent"]["Name"] == SET
    assert row["SetupEntityId"] == principal_id(made)


def test_another_version_of_a_permission_set_replaces_what_was_granted(ready: OrgUnderTest) -> None:
    ready.deploy({"permissionset-meta": without_principal})
    assert accesses(ready) == []
    assert refusal(ready) == DENIED


def test_the_same_version_again_takes_no_grant_away(made: OrgUnderTest) -> None:
    (parent,) = found(made, SET_ID)
    made.deploy({"permissionset-meta": without_principal})
    grant(made, ParentId=str(parent["Id"]), SetupEntityId=principal_id(made))
    made.deploy({"permissionset-meta": without_principal})
    assert len(accesses(made)) == 1


def test_a_principal_that_is_gone_takes_its_access_with_it(made: OrgUnderTest) -> None:
    made.org._parts.database.execute("DELETE FROM component WHERE type = 'ExternalCredential'")
    assert accesses(made) == []
    assert found(made, "SELECT Id FROM ExternalCredentialParameter") == []


def test_connect_shows_the_ids_that_queries_give(made: OrgUnderTest) -> None:
    path = f"{API}/named-credentials/external-credentials/AWS_Cognito_OAuth"
    (principal,) = made.call("GET", path, as_admin=True).json()["principals"]
    assert principal["id"] == principal_id(made)
    (row,) = found(made, "SELECT Id, ParameterType FROM ExternalCredentialParameter", tooling=True)
    assert (row["Id"], row["ParameterType"]) == (principal["id"], "NamedPrincipal")


def test_an_org_of_an_older_version_keeps_its_access(ready: OrgUnderTest) -> None:
    database = ready.org._parts.database
    database.execute("DELETE FROM external_credential")
    database.execute("DELETE FROM org_setting WHERE name = 'access_records'")
    ready.org.close()
    again = open_test_org(ready.folder, deploy=False)
    again.user_id, again.admin_id = ready.user_id, ready.admin_id
    try:
        assert call_out(again) == 200
        delete_all(again)
        assert refusal(again) == DENIED
    finally:
        again.org.close()


def with_permission(name: str) -> Callable[[str], str]:
    added = f"<userPermissions><enabled>true</enabled><name>{name}</name></userPermissions>"
    return replaced("</PermissionSet>", f"{added}</PermissionSet>")


def without_principal(text: str) -> str:
    return text.replace("<enabled>true</enabled>", "<enabled>false</enabled>", 1)
