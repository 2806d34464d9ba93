import json

import pytest

from unit.local.console.console_under_test import ConsoleUnderTest

SECRET = "SampleClientSecret0123456789"


@pytest.fixture
def pool_id(console: ConsoleUnderTest) -> str:
    found: str = console.user_pools.call("ListUserPools", MaxResults=1)["UserPools"][0]["Id"]
    return found


@pytest.fixture
def username(console: ConsoleUnderTest, pool_id: str) -> str:
    client = console.user_pools.call("CreateUserPoolClient", UserPoolId=pool_id, ClientName="app")
    attributes = [{"Name": "email", "Value": "jane@example.com"}]
    console.user_pools.call(
        "SignUp",
        ClientId=client["UserPoolClient"]["ClientId"],
        Username="jane",
        Password="Sample-password-1",
        UserAttributes=attributes,
    )
    return "jane"


@pytest.mark.parametrize("body", [{}, {"username": ""}, {"username": 7}, {"username": "jane", "more": 1}])
def test_refuses_an_action_without_a_user(console: ConsoleUnderTest, pool_id: str, body: object) -> None:
    assert console.post(f"/api/cognito/user-pools/{pool_id}/confirm", body).status_code == 400


def test_refuses_an_action_for_an_unknown_user(console: ConsoleUnderTest, pool_id: str) -> None:
    answer = console.post(f"/api/cognito/user-pools/{pool_id}/disable", {"username": "nobody"})
    assert (answer.status_code, answer.json()["error"]) == (400, "UserNotFoundException")


def test_lists_pools(console: ConsoleUnderTest, pool_id: str) -> None:
    identity_pool = console.identity_pools.create_pool()
    document = console.get("/api/cognito").json()
    assert [(pool["id"], pool["name"]) for pool in document["user_pools"]] == [(pool_id, "test")]
    assert document["identity_pools"] == [{"id": identity_pool, "name": "Salesforce"}]


def test_shows_a_pool_without_the_secrets_of_its_clients(console: ConsoleUnderTest, pool_id: str) -> None:
    made = console.user_pools.call(
        "CreateUserPoolClient", UserPoolId=pool_id, ClientName="machine", ClientSecret=SECRET
    )
    answer = console.get(f"/api/cognito/user-pools/{pool_id}")
    assert SECRET not in answer.text
    client = answer.json()["clients"][0]
    assert (client["id"], client["has_secret"]) == (made["UserPoolClient"]["ClientId"], True)


def test_shows_people_triggers_and_keys(console: ConsoleUnderTest, pool_id: str, username: str) -> None:
    arn = "arn:aws:lambda:us-east-1:123456789012:function:define"
    console.user_pools.call("UpdateUserPool", UserPoolId=pool_id, LambdaConfig={"DefineAuthChallenge": arn})
    document = console.get(f"/api/cognito/user-pools/{pool_id}").json()
    assert document["triggers"] == [{"trigger": "DefineAuthChallenge", "function_arn": arn}]
    assert [(user["username"], user["status"]) for user in document["users"]] == [(username, "UNCONFIRMED")]
    assert ["email", "jane@example.com"] in document["users"][0]["attributes"]
    assert len(document["signing_keys"]) == 2
    assert document["issuer"].endswith(f"/{pool_id}")
    json.dumps(document)


def test_confirms_disables_and_enables_a_user(console: ConsoleUnderTest, pool_id: str, username: str) -> None:
    address = f"/api/cognito/user-pools/{pool_id}"

    def state() -> tuple[str, bool]:
        user = console.get(address).json()["users"][0]
        return user["status"], user["is_enabled"]

    assert console.post(f"{address}/confirm", {"username": username}).json() == {"done": "jane is confirmed."}
    assert state() == ("CONFIRMED", True)
    assert console.post(f"{address}/disable", {"username": username}).status_code == 200
    assert state() == ("CONFIRMED", False)
    assert console.post(f"{address}/enable", {"username": username}).status_code == 200
    assert state() == ("CONFIRMED", True)
    assert console.post(f"{address}/sign-out", {"username": username}).status_code == 200


def test_rotates_the_keys_of_a_pool(console: ConsoleUnderTest, pool_id: str) -> None:
    address = f"/api/cognito/user-pools/{pool_id}"
    before = console.get(address).json()["signing_keys"]
    assert console.post(f"{address}/rotate-keys", {"more": 1}).status_code == 400
    assert console.post(f"{address}/rotate-keys", {}).status_code == 200
    after = console.get(address).json()["signing_keys"]
    assert {key["kid"] for key in after} > {key["kid"] for key in before}
