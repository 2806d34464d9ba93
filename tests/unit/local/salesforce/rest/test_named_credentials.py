from typing import Any

import httpx2
import pytest

from unit.local.salesforce.orgs import API, CLIENT_SECRET, OrgUnderTest, a_credential, replaced

PATH = f"{API}/named-credentials/credential"
QUERY = "?externalCredential=AWS_Cognito_OAuth&principalName=Integration&principalType=NamedPrincipal"
EXTERNAL = f"{API}/named-credentials/external-credentials/AWS_Cognito_OAuth"


def code_of(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()[0]["errorCode"]


@pytest.mark.parametrize(
    ("method", "path"), [("POST", PATH), ("PUT", PATH), ("GET", PATH + QUERY), ("GET", EXTERNAL)]
)
def test_refuses_who_may_not_manage_named_credentials(made: OrgUnderTest, method: str, path: str) -> None:
    session = made.org.create_session(made.user_id)
    answer = made.call(method, path, session=session, json=a_credential())
    assert code_of(answer) == (403, "INSUFFICIENT_ACCESS")


def values(**changes: Any) -> dict[str, Any]:
    credentials: dict[str, Any] = a_credential()["credentials"]
    return credentials | changes


@pytest.mark.parametrize(
    "changes",
    [
        {"authenticationProtocol": "Oauth"},
        {"authenticationProtocol": "Custom"},
        {"authenticationProtocolVariant": "ClientCredentialsClientSecret"},
        {"principalType": "PerUserPrincipal"},
        {"extra": 1},
        {"credentials": {}},
        {"credentials": values(extra={"value": "x", "encrypted": True})},
        {"credentials": values(clientId={"value": "x", "encrypted": True})},
        {"credentials": values(clientSecret={"value": "x", "encrypted": False})},
        {"credentials": values(clientSecret={"value": "", "encrypted": True})},
        {"credentials": values(clientSecret={"value": 7, "encrypted": True})},
        {"credentials": values(clientSecret={"value": "x", "encrypted": "true"})},
        {"credentials": values(clientSecret="x")},
    ],
)
def test_refuses_a_credential(made: OrgUnderTest, changes: dict[str, Any]) -> None:
    answer = made.call("POST", PATH, as_admin=True, json=a_credential(**changes))
    assert code_of(answer) == (400, "INVALID_API_INPUT")


@pytest.mark.parametrize("changes", [{"externalCredential": "Nope"}, {"principalName": "Nope"}])
def test_refuses_a_principal_that_is_not_there(made: OrgUnderTest, changes: dict[str, Any]) -> None:
    answer = made.call("POST", PATH, as_admin=True, json=a_credential(**changes))
    assert code_of(answer) == (404, "NOT_FOUND")


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"7"])
def test_refuses_what_is_no_json_object(made: OrgUnderTest, content: bytes) -> None:
    assert made.call("POST", PATH, as_admin=True, content=content).status_code == 400


def test_refuses_an_action(made: OrgUnderTest) -> None:
    answer = made.call("POST", f"{PATH}?action=Refresh", as_admin=True, json=a_credential())
    assert code_of(answer) == (400, "INVALID_API_INPUT")


def test_refuses_to_set_twice_and_to_replace_nothing(made: OrgUnderTest) -> None:
    assert code_of(made.call("PUT", PATH, as_admin=True, json=a_credential())) == (404, "NOT_FOUND")
    made.configure_principal()
    answer = made.call("POST", PATH, as_admin=True, json=a_credential())
    assert code_of(answer) == (409, "CONFLICT")
    assert "Use the PUT method to overwrite them." in answer.json()[0]["message"]
    assert made.call("PUT", PATH, as_admin=True, json=a_credential(secret="other")).status_code == 200


def test_refuses_to_forget_twice(made: OrgUnderTest) -> None:
    made.configure_principal()
    assert made.call("DELETE", PATH + QUERY, as_admin=True).status_code == 204
    assert made.call("DELETE", PATH + QUERY, as_admin=True).status_code == 404


def test_no_answer_shows_the_secret_and_no_file_has_it(made: OrgUnderTest) -> None:
    answers = [made.call("POST", PATH, as_admin=True, json=a_credential())]
    answers += [made.call("GET", path, as_admin=True) for path in (PATH + QUERY, EXTERNAL)]
    answers += [made.call("PUT", PATH, as_admin=True, json=a_credential())]
    assert all(answer.is_success for answer in answers)
    assert all(CLIENT_SECRET not in answer.text for answer in answers)
    assert answers[1].json()["credentials"] == {
        "clientId": {"encrypted": False, "value": "the-client-id"},
        "clientSecret": {"encrypted": True, "value": None},
    }
    files = [path for path in made.folder.iterdir() if path.is_file()]
    assert len(files) >= 2
    for path in files:
        assert CLIENT_SECRET.encode() not in path.read_bytes()
        assert path.stat().st_mode & 0o077 == 0


def test_tells_what_is_configured(made: OrgUnderTest) -> None:
    before = made.call("GET", EXTERNAL, as_admin=True).json()
    assert before["authenticationStatus"] == "NotConfigured"
    assert made.call("GET", PATH + QUERY, as_admin=True).json()["authenticationStatus"] == "NotConfigured"
    made.configure_principal()
    after = made.call("GET", EXTERNAL, as_admin=True).json()
    assert after["authenticationStatus"] == after["principals"][0]["authenticationStatus"] == "Configured"
    assert (after["authenticationProtocol"], after["developerName"]) == ("OAuth", "AWS_Cognito_OAuth")
    assert after["relatedNamedCredentials"][0]["developerName"] == "AWS_API_Access"


def test_a_permission_set_may_give_the_right_to_manage(made: OrgUnderTest) -> None:
    permission = (
        "<userPermissions><enabled>true</enabled><name>ManageNamedCredentials</name></userPermissions>"
    )
    made.deploy({"permissionset-meta": replaced("</PermissionSet>", f"{permission}</PermissionSet>")})
    made.org.assign_permission_set(made.user_id, permission_set="Cognito_API_Access")
    session = made.org.create_session(made.user_id)
    assert made.call("GET", EXTERNAL, session=session).status_code == 200
