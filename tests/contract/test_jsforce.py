"""jsforce uses the local org: by session id and by SOAP login, records, identity, logout."""

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from contract.javascript_clients import ClientError, JavaScript, javascript
from flows.driving import Stack


@dataclass(frozen=True, slots=True, kw_only=True)
class OrgClient:
    """jsforce with the session of one person."""

    clients: JavaScript
    org: str
    session_id: str

    def call(self, name: str, **given: Any) -> Any:
        return self.clients.call(name, org=self.org, sessionId=self.session_id, **given)

    def query(self, soql: str) -> list[dict[str, Any]]:
        records: list[dict[str, Any]] = self.call("jsforceQuery", soql=soql)["records"]
        return records

    def refusal(self, name: str, **given: Any) -> str:
        with pytest.raises(ClientError) as refused:
            self.call(name, **given)
        return f"{refused.value.name} {refused.value.message}"


@pytest.fixture(scope="module")
def trusting(stack: Stack) -> Iterator[JavaScript]:
    """JavaScript that trusts the CA of this stack."""
    with javascript(ca_bundle=stack["ca_bundle"]) as running:
        yield running


@pytest.fixture(scope="module")
def admin(stack: Stack, trusting: JavaScript) -> OrgClient:
    return OrgClient(clients=trusting, org=stack["salesforce"], session_id=stack.user()["session_id"])


@pytest.fixture(scope="module")
def allowed_login(stack: Stack) -> Iterator[None]:
    """Let people log in over SOAP, by the switch of Setup."""
    turn_soap_login(stack, to="on")
    yield
    turn_soap_login(stack, to="off")


def turn_soap_login(stack: Stack, *, to: str) -> None:
    user, setup = stack.user(), f"{stack['salesforce']}/setup"
    with stack.http() as http:
        hidden = dict(re.findall(r'name="(request|csrf)" value="([^"]+)"', http.get(f"{setup}/login").text))
        entered = hidden | {"username": user["username"], "password": user["password"]}
        assert http.post(f"{setup}/login", data=entered).status_code == 303
        page = http.get(f"{setup}/switches").text
        fields = {"to": to, **dict(re.findall(r'name="(csrf)" value="([^"]+)"', page))}
        assert http.post(f"{setup}/switches/soap-login", data=fields).status_code == 303


def test_refuses_a_session_that_is_none(admin: OrgClient) -> None:
    stranger = OrgClient(clients=admin.clients, org=admin.org, session_id=f"{admin.session_id[:-1]}!")
    assert "INVALID_SESSION_ID" in stranger.refusal("jsforceQuery", soql="SELECT Id FROM User")


def test_refuses_a_standard_user_to_write(admin: OrgClient, stack: Stack) -> None:
    session_id = stack.user(index=1)["session_id"]
    user = OrgClient(clients=admin.clients, org=admin.org, session_id=session_id)
    assert "INSUFFICIENT_ACCESS" in user.refusal(
        "jsforceUpdate", object="User", values={"Id": stack.user()["user_id"], "LastName": "Other"}
    )


def test_queries_with_a_session_id(admin: OrgClient, stack: Stack) -> None:
    username = stack.user()["username"]
    records = admin.query(f"SELECT Id, Profile.Name FROM User WHERE Username = '{username}'")  # noqa: S608  our query
    assert [(record["Id"], record["Profile"]["Name"]) for record in records] == [
        (stack.user()["user_id"], "System Administrator")
    ]


def test_makes_and_changes_a_user_and_gives_and_takes_a_permission_set(admin: OrgClient) -> None:
    name = f"{secrets.token_hex(6)}@jsforce.example"
    profile = admin.query("SELECT Id FROM Profile WHERE Name = 'Standard User'")[0]["Id"]
    permission_set = admin.query("SELECT Id FROM PermissionSet WHERE Name = 'Cognito_API_Access'")[0]["Id"]
    person = {
        "Username": name,
        "Email": name,
        "LastName": "Sample",
        "Alias": "sample",
        "ProfileId": profile,
        "TimeZoneSidKey": "America/Los_Angeles",
        "LocaleSidKey": "en_US",
        "LanguageLocaleKey": "en_US",
        "EmailEncodingKey": "UTF-8",
    }
    made = admin.call("jsforceCreate", object="User", values=person)
    assert made["success"]
    assert "DUPLICATE_USERNAME" in admin.refusal("jsforceCreate", object="User", values=person)
    admin.call("jsforceUpdate", object="User", values={"Id": made["id"], "LastName": "Changed"})
    changed = f"SELECT LastName FROM User WHERE Id = '{made['id']}'"  # noqa: S608  ours
    assert admin.query(changed)[0]["LastName"] == "Changed"
    given = admin.call(
        "jsforceCreate",
        object="PermissionSetAssignment",
        values={"AssigneeId": made["id"], "PermissionSetId": permission_set},
    )
    admin.call("jsforceDestroy", object="PermissionSetAssignment", recordId=given["id"])
    left = f"SELECT Id FROM PermissionSetAssignment WHERE AssigneeId = '{made['id']}'"  # noqa: S608  ours
    assert not admin.query(left)


def test_identity_names_the_user_and_the_org(admin: OrgClient, stack: Stack) -> None:
    identity = admin.call("jsforceIdentity")
    assert identity["user_id"] == stack.user()["user_id"]
    assert identity["organization_id"] == stack["salesforce_org"]["org_id"]


def test_refuses_a_login_over_soap_until_the_org_allows_it(admin: OrgClient, stack: Stack) -> None:
    user = stack.user(index=1)
    with pytest.raises(ClientError):
        log_in(admin, user)


@pytest.mark.usefixtures("allowed_login")
def test_refuses_a_login_over_soap_to_who_has_no_such_permission(admin: OrgClient, stack: Stack) -> None:
    with pytest.raises(ClientError, match="Use Any API Auth"):
        log_in(admin, stack.user(index=1))


@pytest.mark.usefixtures("allowed_login")
def test_logs_in_over_soap_and_out_again(admin: OrgClient, stack: Stack) -> None:
    user = stack.user()
    with pytest.raises(ClientError, match="INVALID_LOGIN"):
        log_in(admin, user | {"password": "wrong"})
    found = log_in(admin, user)
    assert (found["userId"], found["instanceUrl"]) == (user["user_id"], admin.org)
    session = OrgClient(clients=admin.clients, org=admin.org, session_id=found["sessionId"])
    assert session.call("jsforceIdentity")["user_id"] == user["user_id"]
    session.call("jsforceLogout")
    assert "INVALID_SESSION_ID" in session.refusal("jsforceQuery", soql="SELECT Id FROM User")


@pytest.mark.usefixtures("allowed_login")
def test_ends_a_session_of_soap_by_soap(admin: OrgClient, stack: Stack) -> None:
    user = stack.user()
    ended = admin.clients.call(
        "jsforceLoginAndLogout", org=admin.org, username=user["username"], password=user["password"]
    )
    session = OrgClient(clients=admin.clients, org=admin.org, session_id=ended)
    assert "INVALID_SESSION_ID" in session.refusal("jsforceQuery", soql="SELECT Id FROM User")


def log_in(admin: OrgClient, user: dict[str, Any]) -> Any:
    return admin.clients.call(
        "jsforceLogin", org=admin.org, username=user["username"], password=user["password"]
    )
