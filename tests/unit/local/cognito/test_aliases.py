import pytest

from unit.local.cognito.local_pools import Json, LocalPools, RefusedError


@pytest.fixture
def alias_pool(local: LocalPools) -> str:
    aliases = ["email", "phone_number", "preferred_username"]
    pool = local.call("CreateUserPool", PoolName="aliases", AliasAttributes=aliases)["UserPool"]
    found: str = pool["Id"]
    return found


def _create(local: LocalPools, pool_id: str, name: str, *, verified: str = "true", **more: object) -> Json:
    attributes = [
        {"Name": "email", "Value": "jane@example.com"},
        {"Name": "email_verified", "Value": verified},
    ]
    created: Json = local.call(
        "AdminCreateUser", UserPoolId=pool_id, Username=name, UserAttributes=attributes, **more
    )["User"]
    return created


@pytest.mark.parametrize(("name", "form"), [("jane@example.com", "email"), ("+15550100", "phone number")])
def test_refuses_a_username_that_looks_like_an_alias(
    local: LocalPools, alias_pool: str, name: str, form: str
) -> None:
    expected = f"Username cannot be of {form} format, since user pool is configured for {form} alias."
    with pytest.raises(RefusedError, match=expected):
        local.call("AdminCreateUser", UserPoolId=alias_pool, Username=name)


def test_refuses_a_verified_address_twice_and_makes_no_user(local: LocalPools, alias_pool: str) -> None:
    _create(local, alias_pool, "jane")
    with pytest.raises(RefusedError, match="An account with the given email already exists") as refused:
        _create(local, alias_pool, "joan")
    assert refused.value.code == "AliasExistsException"
    with pytest.raises(RefusedError, match="User does not exist"):
        local.call("AdminGetUser", UserPoolId=alias_pool, Username="joan")


def test_refuses_an_unverified_address_as_a_name(local: LocalPools, alias_pool: str) -> None:
    _create(local, alias_pool, "jane", verified="false")
    with pytest.raises(RefusedError, match="User does not exist"):
        local.call("AdminGetUser", UserPoolId=alias_pool, Username="jane@example.com")


def test_in_a_plain_pool_an_address_is_no_name(local: LocalPools, pool_id: str) -> None:
    _create(local, pool_id, "jane")
    _create(local, pool_id, "joan")
    with pytest.raises(RefusedError, match="User does not exist"):
        local.call("AdminGetUser", UserPoolId=pool_id, Username="jane@example.com")


def test_an_alias_moves_only_when_forced(local: LocalPools, alias_pool: str) -> None:
    _create(local, alias_pool, "jane")
    _create(local, alias_pool, "joan", ForceAliasCreation=True)
    found = local.call("AdminGetUser", UserPoolId=alias_pool, Username="jane@example.com")
    assert found["Username"] == "joan"


def test_an_alias_follows_the_attribute(local: LocalPools, alias_pool: str) -> None:
    _create(local, alias_pool, "jane")
    local.call(
        "AdminUpdateUserAttributes",
        UserPoolId=alias_pool,
        Username="jane",
        UserAttributes=[{"Name": "email", "Value": "new@example.com"}],
    )
    for address in ("jane@example.com", "new@example.com"):
        with pytest.raises(RefusedError, match="User does not exist"):
            local.call("AdminGetUser", UserPoolId=alias_pool, Username=address)


@pytest.fixture
def email_pool(local: LocalPools) -> str:
    pool = local.call("CreateUserPool", PoolName="emails", UsernameAttributes=["email"])["UserPool"]
    found: str = pool["Id"]
    return found


def test_refuses_a_username_that_is_no_address(local: LocalPools, email_pool: str) -> None:
    with pytest.raises(RefusedError, match="Username should be either an email or a phone number"):
        local.call("AdminCreateUser", UserPoolId=email_pool, Username="jane")


def test_refuses_an_address_twice_where_it_is_the_username(local: LocalPools, email_pool: str) -> None:
    local.call("AdminCreateUser", UserPoolId=email_pool, Username="jane@example.com")
    with pytest.raises(RefusedError, match="An account with the given email already exists") as refused:
        local.call("AdminCreateUser", UserPoolId=email_pool, Username="jane@example.com")
    assert refused.value.code == "UsernameExistsException"


def test_refuses_an_address_that_differs_from_the_username(local: LocalPools, email_pool: str) -> None:
    attributes = [{"Name": "email", "Value": "joan@example.com"}]
    with pytest.raises(RefusedError, match="The username and the attribute email differ"):
        local.call(
            "AdminCreateUser",
            UserPoolId=email_pool,
            Username="jane@example.com",
            UserAttributes=attributes,
        )


def test_where_the_address_is_the_username_the_sub_is_the_name(local: LocalPools, email_pool: str) -> None:
    created = local.call("AdminCreateUser", UserPoolId=email_pool, Username="jane@example.com")["User"]
    attributes = {each["Name"]: each["Value"] for each in created["Attributes"]}
    assert attributes == {"sub": created["Username"], "email": "jane@example.com"}
    found = local.call("AdminGetUser", UserPoolId=email_pool, Username="jane@example.com")
    assert found["Username"] == created["Username"]
