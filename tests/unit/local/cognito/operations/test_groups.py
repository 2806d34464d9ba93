from typing import Any

import pytest

from unit.local.cognito.local_pools import Json, LocalPools, RefusedError, claims_of
from unit.local.cognito.sample_app import App

PRE_TOKEN = "arn:aws:lambda:us-east-1:123456789012:function:pre-token"
READER, WRITER = (f"arn:aws:iam::123456789012:role/{name}" for name in ("reader", "writer"))


@pytest.fixture
def joe(app: App) -> App:
    app.sign_up_confirmed("joe")
    return app


def _create(local: LocalPools, pool_id: str, name: str, **more: Any) -> Json:
    group: Json = local.call("CreateGroup", UserPoolId=pool_id, GroupName=name, **more)["Group"]
    return group


def _join(app: App, name: str, **more: Any) -> None:
    _create(app.local, app.pool_id, name, **more)
    app.local.call("AdminAddUserToGroup", UserPoolId=app.pool_id, Username="joe", GroupName=name)


def _claims(app: App) -> tuple[Json, Json]:
    """Give the claims of the ID token and of the access token."""
    tokens = app.sign_in()
    return claims_of(tokens["IdToken"]), claims_of(tokens["AccessToken"])


@pytest.mark.parametrize(
    "operation",
    ["GetGroup", "UpdateGroup", "DeleteGroup", "ListUsersInGroup", "AdminAddUserToGroup"],
)
def test_refuses_an_unknown_group_and_one_of_another_pool(joe: App, operation: str) -> None:
    other = joe.local.call("CreateUserPool", PoolName="other")["UserPool"]["Id"]
    _create(joe.local, other, "staff")
    more = {"Username": "joe"} if operation.startswith("Admin") else {}
    with pytest.raises(RefusedError) as refused:
        joe.local.call(operation, UserPoolId=joe.pool_id, GroupName="staff", **more)
    assert (refused.value.code, refused.value.message) == (
        "ResourceNotFoundException",
        "Group not found.",
    )


@pytest.mark.parametrize("operation", ["AdminAddUserToGroup", "AdminRemoveUserFromGroup"])
def test_refuses_an_unknown_member(local: LocalPools, pool_id: str, operation: str) -> None:
    _create(local, pool_id, "staff")
    with pytest.raises(RefusedError) as refused:
        local.call(operation, UserPoolId=pool_id, Username="nobody", GroupName="staff")
    assert refused.value.code == "UserNotFoundException"


def test_refuses_a_name_that_is_taken(local: LocalPools, pool_id: str) -> None:
    _create(local, pool_id, "staff")
    with pytest.raises(RefusedError, match="A group with the name already exists") as refused:
        _create(local, pool_id, "staff")
    assert refused.value.code == "GroupExistsException"


def test_refuses_more_groups_of_a_user_than_aws(joe: App) -> None:
    for number in range(100):
        _join(joe, f"g{number}")
    with pytest.raises(RefusedError, match="at most 100 groups"):
        _join(joe, "one-more")
    joe.local.call("AdminAddUserToGroup", UserPoolId=joe.pool_id, Username="joe", GroupName="g1")


def test_a_user_without_groups_has_no_claims_of_groups(joe: App) -> None:
    _create(joe.local, joe.pool_id, "staff", RoleArn=READER)
    for claims in _claims(joe):
        assert not [name for name in claims if name.startswith("cognito:") and name != "cognito:username"]


@pytest.mark.parametrize(
    ("groups", "preferred"),
    [
        ({"a": {"RoleArn": READER, "Precedence": 2}, "b": {"RoleArn": WRITER, "Precedence": 1}}, WRITER),
        ({"a": {"RoleArn": READER}, "b": {"RoleArn": WRITER, "Precedence": 9}}, WRITER),
        ({"a": {"RoleArn": READER, "Precedence": 0}, "b": {"RoleArn": WRITER, "Precedence": 0}}, None),
        ({"a": {"RoleArn": READER, "Precedence": 1}, "b": {"RoleArn": READER, "Precedence": 1}}, READER),
        ({"a": {"RoleArn": READER}, "b": {"RoleArn": WRITER}}, None),
        ({"a": {"Precedence": 0}, "b": {"RoleArn": WRITER, "Precedence": 5}}, WRITER),
        ({"a": {}, "b": {}}, None),
    ],
)
def test_the_preferred_role_is_that_of_the_lowest_precedence(
    joe: App, groups: dict[str, Json], preferred: str | None
) -> None:
    for name, settings in groups.items():
        _join(joe, name, **settings)
    identity, access = _claims(joe)
    assert identity.get("cognito:preferred_role") == preferred
    roles = {settings["RoleArn"] for settings in groups.values() if "RoleArn" in settings}
    assert set(identity.get("cognito:roles", ())) == roles
    assert set(identity["cognito:groups"]) == set(access["cognito:groups"]) == set(groups)
    assert "cognito:roles" not in access
    assert "cognito:preferred_role" not in access


def test_a_refresh_says_the_groups_of_now(joe: App) -> None:
    _join(joe, "staff")
    token = joe.sign_in()["RefreshToken"]
    _join(joe, "board")
    joe.local.call("AdminRemoveUserFromGroup", UserPoolId=joe.pool_id, Username="joe", GroupName="staff")
    parameters = {"REFRESH_TOKEN": token}
    answer = joe.call("InitiateAuth", AuthFlow="REFRESH_TOKEN_AUTH", AuthParameters=parameters)
    assert claims_of(answer["AuthenticationResult"]["AccessToken"])["cognito:groups"] == ["board"]


@pytest.mark.parametrize(
    ("response", "groups"),
    [
        ({"claimsOverrideDetails": None}, ["staff"]),
        ({"claimsOverrideDetails": {"claimsToAddOrOverride": {"k": "v"}}}, ["staff"]),
        ({"claimsOverrideDetails": {"groupOverrideDetails": None}}, None),
        ({"claimsOverrideDetails": {"groupOverrideDetails": {}}}, None),
        ({"claimsOverrideDetails": {"groupOverrideDetails": {"groupsToOverride": ["x"]}}}, ["x"]),
    ],
)
def test_the_function_is_told_the_groups_and_may_change_them(
    joe: App, response: Json, groups: list[str] | None
) -> None:
    _join(joe, "staff", RoleArn=READER)
    joe.change_pool(LambdaConfig={"PreTokenGeneration": PRE_TOKEN})
    joe.local.functions.respond(PRE_TOKEN, **response)
    identity, access = _claims(joe)
    (event,) = joe.local.functions.events
    assert event["request"]["groupConfiguration"] == {
        "groupsToOverride": ["staff"],
        "iamRolesToOverride": [READER],
        "preferredRole": READER,
    }
    assert identity.get("cognito:groups") == access.get("cognito:groups") == groups
    assert ("cognito:roles" in identity) == (groups == ["staff"])


def test_an_update_keeps_what_it_omits(local: LocalPools, pool_id: str) -> None:
    made = _create(local, pool_id, "staff", Description="d", RoleArn=READER, Precedence=3)
    local.clock.forward(10)
    changed = local.call("UpdateGroup", UserPoolId=pool_id, GroupName="staff", Precedence=0)["Group"]
    expected = made | {"Precedence": 0, "LastModifiedDate": made["LastModifiedDate"] + 10}
    assert changed == expected
    assert local.call("GetGroup", UserPoolId=pool_id, GroupName="staff")["Group"] == expected


def test_a_deleted_group_leaves_its_members(joe: App) -> None:
    _join(joe, "staff")
    joe.local.call("DeleteGroup", UserPoolId=joe.pool_id, GroupName="staff")
    assert "cognito:groups" not in _claims(joe)[1]
    _create(joe.local, joe.pool_id, "staff")
    members = joe.local.call("ListUsersInGroup", UserPoolId=joe.pool_id, GroupName="staff")
    assert members["Users"] == []


def test_a_deleted_user_is_in_no_group(joe: App) -> None:
    _join(joe, "staff")
    joe.local.call("AdminDeleteUser", UserPoolId=joe.pool_id, Username="joe")
    members = joe.local.call("ListUsersInGroup", UserPoolId=joe.pool_id, GroupName="staff")
    assert members["Users"] == []


def _pages(local: LocalPools, operation: str, shown: str, name: str, **request: Any) -> list[list[str]]:
    pages: list[list[str]] = []
    token: dict[str, str] = {}
    while True:
        answer = local.call(operation, Limit=2, **request, **token)
        pages.append([each[name] for each in answer[shown]])
        if "NextToken" not in answer:
            return pages
        token = {"NextToken": answer["NextToken"]}


def test_lists_come_page_by_page(joe: App) -> None:
    for name in ("c", "a", "b"):
        _join(joe, name)
    for username in ("ann", "bob"):
        joe.sign_up(username, email=f"{username}@example.com")
        request = {"UserPoolId": joe.pool_id, "Username": username, "GroupName": "a"}
        joe.local.call("AdminAddUserToGroup", **request)
    pool = {"UserPoolId": joe.pool_id}
    expected = [["a", "b"], ["c"]]
    assert _pages(joe.local, "ListGroups", "Groups", "GroupName", **pool) == expected
    mine = {"Username": "joe"} | pool
    assert _pages(joe.local, "AdminListGroupsForUser", "Groups", "GroupName", **mine) == expected
    members = _pages(joe.local, "ListUsersInGroup", "Users", "Username", GroupName="a", **pool)
    assert members == [["joe", "ann"], ["bob"]]
