import pytest

from unit.local.cognito.local_pools import Json, LocalPools, RefusedError

FORGED = "W10="


@pytest.fixture
def members(local: LocalPools, pool_id: str) -> Json:
    """What a list operation can be asked about."""
    local.call("CreateGroup", UserPoolId=pool_id, GroupName="staff")
    local.call("AdminCreateUser", UserPoolId=pool_id, Username="jane", MessageAction="SUPPRESS")
    client = local.call("CreateUserPoolClient", UserPoolId=pool_id, ClientName="app")["UserPoolClient"]
    return {
        "UserPoolId": pool_id,
        "GroupName": "staff",
        "Username": "jane",
        "ClientId": client["ClientId"],
        "MaxResults": 10,
    }


@pytest.mark.parametrize(
    ("operation", "token", "names"),
    [
        ("ListUserPools", "NextToken", ["MaxResults"]),
        ("ListUserPoolClients", "NextToken", ["UserPoolId"]),
        ("ListUserPoolClientSecrets", "NextToken", ["UserPoolId", "ClientId"]),
        ("ListResourceServers", "NextToken", ["UserPoolId"]),
        ("ListGroups", "NextToken", ["UserPoolId"]),
        ("ListUsersInGroup", "NextToken", ["UserPoolId", "GroupName"]),
        ("AdminListGroupsForUser", "NextToken", ["UserPoolId", "Username"]),
        ("ListUsers", "PaginationToken", ["UserPoolId"]),
    ],
)
def test_refuses_a_forged_token_of_every_list(
    local: LocalPools, members: Json, operation: str, token: str, names: list[str]
) -> None:
    request = {name: members[name] for name in names}
    with pytest.raises(RefusedError, match="Invalid pagination token") as refused:
        local.call(operation, **request, **{token: FORGED})
    assert refused.value.code == "InvalidParameterException"


@pytest.mark.parametrize("limit", [-1, 61])
def test_refuses_pages_of_no_or_too_many_users(local: LocalPools, pool_id: str, limit: int) -> None:
    with pytest.raises(RefusedError, match="at 'limit' failed to satisfy constraint"):
        local.call("ListUsers", UserPoolId=pool_id, Limit=limit)


def test_a_limit_of_nothing_is_the_greatest(local: LocalPools, members: Json) -> None:
    users = local.call("ListUsers", UserPoolId=members["UserPoolId"], Limit=0)["Users"]
    assert [user["Username"] for user in users] == ["jane"]
