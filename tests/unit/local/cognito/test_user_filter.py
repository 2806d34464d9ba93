import pytest

from isthmus.local.cognito.user_filter import condition
from unit.local.cognito.local_pools import LocalPools, RefusedError


@pytest.fixture
def people(local: LocalPools, pool_id: str) -> str:
    for name in ("anna", "anne", "bob", 'q"uote'):
        attributes = [{"Name": "email", "Value": f"{name.replace(chr(34), '')}@example.com"}]
        local.call("AdminCreateUser", UserPoolId=pool_id, Username=name, UserAttributes=attributes)
    local.call("AdminDisableUser", UserPoolId=pool_id, Username="bob")
    return pool_id


def _names(local: LocalPools, pool_id: str, **request: object) -> list[str]:
    page = local.call("ListUsers", UserPoolId=pool_id, **request)
    return [user["Username"] for user in page["Users"]]


@pytest.mark.parametrize(
    "text",
    [
        "email",
        "email = x",
        'email == "x"',
        'email != "x"',
        'email = "x" and name = "y"',
        "email = 'x'",
        'email = "x',
        'status ^= "Enab"',
        'status = "Sleeping"',
    ],
)
def test_refuses_a_malformed_filter(local: LocalPools, pool_id: str, text: str) -> None:
    with pytest.raises(RefusedError, match="Error while parsing filter") as refused:
        local.call("ListUsers", UserPoolId=pool_id, Filter=text)
    assert refused.value.code == "InvalidParameterException"


@pytest.mark.parametrize("name", ["custom:org", "birthdate", "enabled"])
def test_refuses_an_attribute_that_is_not_searchable(local: LocalPools, pool_id: str, name: str) -> None:
    with pytest.raises(RefusedError, match=f"Invalid search attribute: {name}"):
        local.call("ListUsers", UserPoolId=pool_id, Filter=f'{name} = "x"')


def test_refuses_attributes_that_do_not_exist(local: LocalPools, pool_id: str) -> None:
    with pytest.raises(RefusedError, match="One or more requested attributes do not exist"):
        local.call("ListUsers", UserPoolId=pool_id, AttributesToGet=["custom:nope"])


def test_refuses_to_continue_with_another_filter(local: LocalPools, people: str) -> None:
    token = local.call("ListUsers", UserPoolId=people, Limit=1)["PaginationToken"]
    with pytest.raises(RefusedError, match="Invalid pagination token"):
        local.call("ListUsers", UserPoolId=people, Limit=1, PaginationToken=token, Filter='name = "x"')


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('username = "anna"', ["anna"]),
        ('username = "Anna"', []),
        ('username ^= "ann"', ["anna", "anne"]),
        ('"email" = "bob@example.com"', ["bob"]),
        ('email ^= "an"', ["anna", "anne"]),
        ('status = "Disabled"', ["bob"]),
        ('status="Enabled"', ["anna", "anne", 'q"uote']),
        ('cognito:user_status = "FORCE_CHANGE_PASSWORD"', ["anna", "anne", "bob", 'q"uote']),
        ('username = "q\\"uote"', ['q"uote']),
        ('username = "%"', []),
        ('email = "x\' OR 1=1 --"', []),
        ("", ["anna", "anne", "bob", 'q"uote']),
    ],
)
def test_finds_whom_the_filter_names(local: LocalPools, people: str, text: str, names: list[str]) -> None:
    assert _names(local, people, Filter=text) == names


def test_finds_a_user_by_sub(local: LocalPools, people: str) -> None:
    user = local.call("AdminGetUser", UserPoolId=people, Username="bob")
    sub = next(each["Value"] for each in user["UserAttributes"] if each["Name"] == "sub")
    assert _names(local, people, Filter=f'sub = "{sub}"') == ["bob"]


def test_lists_page_by_page_and_only_the_attributes_asked_for(local: LocalPools, people: str) -> None:
    seen: list[str] = []
    token: dict[str, object] = {}
    while True:
        page = local.call("ListUsers", UserPoolId=people, Limit=3, AttributesToGet=["email"], **token)
        seen += [user["Username"] for user in page["Users"]]
        assert all([each["Name"] for each in user["Attributes"]] == ["email"] for user in page["Users"])
        if "PaginationToken" not in page:
            break
        token = {"PaginationToken": page["PaginationToken"]}
    assert seen == ["anna", "anne", "bob", 'q"uote']


@pytest.mark.parametrize("text", ['username ^= "a"', 'sub = "a"', 'email = "a"', 'name ^= "a"'])
def test_a_filter_reads_the_index_of_its_value(local: LocalPools, pool_id: str, text: str) -> None:
    services = local.pools._services
    where, parameters = condition(services.pools.get(pool_id), text)
    sql = f"EXPLAIN QUERY PLAN SELECT * FROM user WHERE {where} AND id > ? ORDER BY id LIMIT ?"  # noqa: S608  ours
    plan = [row["detail"] for row in services.database.rows(sql, (*parameters, 0, 60))]
    assert plan[0] == "SEARCH user USING INTEGER PRIMARY KEY (rowid=?)"
    assert "<?" in plan[2]
    assert not [step for step in plan if step.startswith("SCAN")]


@pytest.mark.parametrize("text", ['email ^= "JOE@"', 'username = "JoE"', 'preferred_username = "MisterJoe"'])
def test_a_pool_that_ignores_case_ignores_it_in_filters(local: LocalPools, text: str) -> None:
    configuration = {"CaseSensitive": False}
    pool = local.call("CreateUserPool", PoolName="p", UsernameConfiguration=configuration)["UserPool"]
    attributes = [
        {"Name": "email", "Value": "Joe@example.com"},
        {"Name": "preferred_username", "Value": "misterJoe"},
    ]
    local.call("AdminCreateUser", UserPoolId=pool["Id"], Username="Joe", UserAttributes=attributes)
    assert _names(local, pool["Id"], Filter=text) == ["joe"]
