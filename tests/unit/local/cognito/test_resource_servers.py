import pytest

from unit.local.cognito.local_pools import LocalPools, RefusedError

SERVER = {
    "Identifier": "https://api.example.com",
    "Name": "API",
    "Scopes": [{"ScopeName": "read", "ScopeDescription": "Read"}],
}


def test_refuses_an_identifier_that_is_taken(local: LocalPools, pool_id: str) -> None:
    local.call("CreateResourceServer", UserPoolId=pool_id, **SERVER)
    with pytest.raises(RefusedError, match="already exists") as refused:
        local.call("CreateResourceServer", UserPoolId=pool_id, **SERVER)
    assert refused.value.code == "InvalidParameterException"


@pytest.mark.parametrize("name", ["read/all", "read all", 'say"hi"', "back\\slash", ""])
def test_refuses_a_malformed_scope_name(local: LocalPools, pool_id: str, name: str) -> None:
    scopes = [{"ScopeName": name, "ScopeDescription": "d"}]
    with pytest.raises(RefusedError, match=r"scopes\.1\.member\.scopeName"):
        local.call("CreateResourceServer", UserPoolId=pool_id, Identifier="i", Name="n", Scopes=scopes)


def test_refuses_a_twenty_sixth_server(local: LocalPools, pool_id: str) -> None:
    for number in range(25):
        local.call("CreateResourceServer", UserPoolId=pool_id, Identifier=f"i{number:02}", Name="n")
    with pytest.raises(RefusedError) as refused:
        local.call("CreateResourceServer", UserPoolId=pool_id, Identifier="one-more", Name="n")
    assert refused.value.code == "LimitExceededException"


@pytest.mark.parametrize("operation", ["DescribeResourceServer", "DeleteResourceServer"])
def test_refuses_an_unknown_server(local: LocalPools, pool_id: str, operation: str) -> None:
    with pytest.raises(RefusedError) as refused:
        local.call(operation, UserPoolId=pool_id, Identifier="nothing")
    assert refused.value.code == "ResourceNotFoundException"


def test_refuses_to_update_an_unknown_server(local: LocalPools, pool_id: str) -> None:
    with pytest.raises(RefusedError) as refused:
        local.call("UpdateResourceServer", UserPoolId=pool_id, Identifier="nothing", Name="n")
    assert refused.value.code == "ResourceNotFoundException"


def test_keeps_changes_lists_and_deletes_a_server(local: LocalPools, pool_id: str) -> None:
    created = local.call("CreateResourceServer", UserPoolId=pool_id, **SERVER)["ResourceServer"]
    assert created == {"UserPoolId": pool_id, **SERVER}
    local.call(
        "UpdateResourceServer", UserPoolId=pool_id, Identifier=SERVER["Identifier"], Name="New", Scopes=[]
    )
    described = local.call("DescribeResourceServer", UserPoolId=pool_id, Identifier=SERVER["Identifier"])[
        "ResourceServer"
    ]
    assert (described["Name"], described["Scopes"]) == ("New", [])
    local.call("CreateResourceServer", UserPoolId=pool_id, Identifier="second", Name="n")
    first = local.call("ListResourceServers", UserPoolId=pool_id, MaxResults=1)
    rest = local.call("ListResourceServers", UserPoolId=pool_id, NextToken=first["NextToken"])
    listed = [server["Identifier"] for page in (first, rest) for server in page["ResourceServers"]]
    assert listed == [SERVER["Identifier"], "second"]
    local.call("DeleteResourceServer", UserPoolId=pool_id, Identifier="second")
    assert len(local.call("ListResourceServers", UserPoolId=pool_id)["ResourceServers"]) == 1
