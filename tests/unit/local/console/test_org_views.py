import json

import pytest

from unit.local.console.console_under_test import ConsoleUnderTest
from unit.local.salesforce.orgs import CLIENT_SECRET

PERMISSION_SET = "/api/salesforce/permission-sets/Cognito_API_Access"
BEA = "bea@isthmus.example"


@pytest.mark.parametrize(
    ("address", "body", "status"),
    [
        ("/api/salesforce/sessions/0Ak000000000001/expire", {}, 404),
        ("/api/salesforce/sessions/0Ak000000000001/expire", {"more": 1}, 400),
        ("/api/salesforce/rotate-keys", {"more": 1}, 400),
        (f"{PERMISSION_SET}/assign", {"username": "nobody@isthmus.example"}, 404),
        (f"{PERMISSION_SET}/assign", {"username": 7}, 404),
        (f"{PERMISSION_SET}/assign", {}, 404),
        ("/api/salesforce/permission-sets/Absent/assign", {"username": BEA}, 404),
        ("/api/salesforce/permission-sets/Absent/unassign", {"username": BEA}, 404),
    ],
)
def test_refuses_what_is_not_there(
    console: ConsoleUnderTest, address: str, body: object, status: int
) -> None:
    assert console.post(address, body).status_code == status


def test_shows_the_org_without_a_secret(console: ConsoleUnderTest) -> None:
    org = console.salesforce.org
    console.salesforce.configure_principal()
    user_id = org.find_user_id(BEA)
    assert user_id is not None
    session_id = org.create_session(user_id)
    text = console.get("/api/salesforce").text
    for secret in (CLIENT_SECRET, session_id, org.consumer_secret_of("Isthmus_Login").reveal()):
        assert secret not in text
    document = json.loads(text)
    principal = document["external_credentials"][0]["principals"][0]
    assert (principal["name"], principal["is_configured"]) == ("Integration", True)
    assert principal["permission_sets"] == ["Cognito_API_Access"]
    assert {app["name"] for app in document["apps"]} >= {"Isthmus_Login"}
    assert document["setup_url"] == "https://localhost:4443/setup"


def test_lets_a_session_expire(console: ConsoleUnderTest) -> None:
    org = console.salesforce.org
    user_id = org.find_user_id(BEA)
    assert user_id is not None
    org.create_session(user_id)
    sessions = console.get("/api/salesforce").json()["sessions"]
    for session in sessions:
        assert console.post(f"/api/salesforce/sessions/{session['id']}/expire", {}).status_code == 200
    assert console.get("/api/salesforce").json()["sessions"] == []


def test_assigns_a_permission_set_and_takes_it_away(console: ConsoleUnderTest) -> None:
    def holders() -> list[str]:
        sets = console.get("/api/salesforce").json()["permission_sets"]
        return next(item["holders"] for item in sets if item["name"] == "Cognito_API_Access")

    assert console.post(f"{PERMISSION_SET}/assign", {"username": BEA}).status_code == 200
    assert BEA in holders()
    assert console.post(f"{PERMISSION_SET}/unassign", {"username": BEA}).status_code == 200
    assert BEA not in holders()


def test_signs_with_a_new_key(console: ConsoleUnderTest) -> None:
    org = console.salesforce.org
    before = org.find_public_keys(org.issuer)
    assert console.post("/api/salesforce/rotate-keys", {}).status_code == 200
    assert org.find_public_keys(org.issuer) != before
