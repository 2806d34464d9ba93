import pytest

from unit.local.cognito.local_pools import LocalPools, RefusedError

UNKNOWN = "us-east-1_AAAAAAAAA"


@pytest.mark.parametrize(
    "operation", ["DescribeUserPool", "UpdateUserPool", "DeleteUserPool", "GetUserPoolMfaConfig"]
)
def test_refuses_an_unknown_pool(local: LocalPools, operation: str) -> None:
    with pytest.raises(RefusedError, match=f"User pool {UNKNOWN} does not exist") as refused:
        local.call(operation, UserPoolId=UNKNOWN)
    assert refused.value.code == "ResourceNotFoundException"


def test_refuses_to_delete_a_protected_pool(local: LocalPools, pool_id: str) -> None:
    local.call("UpdateUserPool", UserPoolId=pool_id, DeletionProtection="ACTIVE")
    with pytest.raises(RefusedError, match="deletion protection is activated"):
        local.call("DeleteUserPool", UserPoolId=pool_id)


def test_refuses_to_delete_a_pool_with_a_domain(local: LocalPools, pool_id: str) -> None:
    local.call("CreateUserPoolDomain", UserPoolId=pool_id, Domain="shop")
    with pytest.raises(RefusedError, match="It has a domain configured that should be deleted first"):
        local.call("DeleteUserPool", UserPoolId=pool_id)


@pytest.mark.parametrize("token", ["x", "W10=", "bnVsbA==", "eyJhIjoxfQ=="])
def test_refuses_a_made_up_pagination_token(local: LocalPools, token: str) -> None:
    with pytest.raises(RefusedError, match="Invalid pagination token"):
        local.call("ListUserPools", MaxResults=1, NextToken=token)


def test_refuses_a_pagination_token_of_another_list_and_an_old_one(local: LocalPools, pool_id: str) -> None:
    for name in ("a", "b"):
        local.call("CreateUserPoolClient", UserPoolId=pool_id, ClientName=name)
    token = local.call("ListUserPoolClients", UserPoolId=pool_id, MaxResults=1)["NextToken"]
    with pytest.raises(RefusedError, match="Invalid pagination token"):
        local.call("ListUserPools", MaxResults=1, NextToken=token)
    local.clock.forward(3601)
    with pytest.raises(RefusedError, match="Invalid pagination token"):
        local.call("ListUserPoolClients", UserPoolId=pool_id, MaxResults=1, NextToken=token)


def test_refuses_mfa_by_mail_where_the_pool_does_not_send_its_own(local: LocalPools, pool_id: str) -> None:
    with pytest.raises(RefusedError, match="MFA by e-mail needs an EmailConfiguration"):
        local.call(
            "SetUserPoolMfaConfig",
            UserPoolId=pool_id,
            MfaConfiguration="OPTIONAL",
            EmailMfaConfiguration={},
            SoftwareTokenMfaConfiguration={"Enabled": True},
        )


def test_says_that_mfa_is_off(local: LocalPools, pool_id: str) -> None:
    assert local.call("SetUserPoolMfaConfig", UserPoolId=pool_id, MfaConfiguration="OFF") == {
        "MfaConfiguration": "OFF"
    }
    assert local.call("GetUserPoolMfaConfig", UserPoolId=pool_id) == {"MfaConfiguration": "OFF"}


def test_refuses_tags_of_another_resource(local: LocalPools, pool_id: str) -> None:
    arn = f"arn:aws:cognito-idp:us-east-1:999999999999:userpool/{pool_id}"
    with pytest.raises(RefusedError) as refused:
        local.call("ListTagsForResource", ResourceArn=arn)
    assert refused.value.code == "ResourceNotFoundException"


def test_refuses_more_than_fifty_tags(local: LocalPools, pool_id: str) -> None:
    arn = local.call("DescribeUserPool", UserPoolId=pool_id)["UserPool"]["Arn"]
    with pytest.raises(RefusedError, match="at most 50 tags"):
        local.call("TagResource", ResourceArn=arn, Tags={str(number): "x" for number in range(51)})


def test_tags_and_untags(local: LocalPools, pool_id: str) -> None:
    arn = local.call("DescribeUserPool", UserPoolId=pool_id)["UserPool"]["Arn"]
    local.call("TagResource", ResourceArn=arn, Tags={"a": "1", "b": "2"})
    local.call("TagResource", ResourceArn=arn, Tags={"a": "3"})
    local.call("UntagResource", ResourceArn=arn, TagKeys=["b"])
    assert local.call("ListTagsForResource", ResourceArn=arn) == {"Tags": {"a": "3"}}


def test_deletes_a_pool_with_everything_in_it(local: LocalPools, pool_id: str, user: object) -> None:
    assert user
    client = local.call("CreateUserPoolClient", UserPoolId=pool_id, ClientName="app")["UserPoolClient"]
    local.call("DeleteUserPool", UserPoolId=pool_id)
    assert local.call("ListUserPools", MaxResults=10)["UserPools"] == []
    with pytest.raises(RefusedError) as refused:
        local.call(
            "InitiateAuth",
            ClientId=client["ClientId"],
            AuthFlow="CUSTOM_AUTH",
            AuthParameters={"USERNAME": "jane"},
        )
    assert refused.value.code == "ResourceNotFoundException"


def test_lists_pools_page_by_page(local: LocalPools) -> None:
    local.call("CreateUserPool", PoolName="second")
    first = local.call("ListUserPools", MaxResults=1)
    second = local.call("ListUserPools", MaxResults=1, NextToken=first["NextToken"])
    names = {page["UserPools"][0]["Name"] for page in (first, second)}
    assert names == {"test", "second"}
    assert "NextToken" not in second


def test_pools_survive_a_restart(local: LocalPools, pool_id: str) -> None:
    issuer = f"http://127.0.0.1:4566/{pool_id}"
    keys = local.pools.find_public_keys(issuer)
    local.restart()
    assert local.pools.find_public_keys(issuer) == keys
    assert local.call("DescribeUserPool", UserPoolId=pool_id)["UserPool"]["Name"] == "test"
