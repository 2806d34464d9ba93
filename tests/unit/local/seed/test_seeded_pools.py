from pathlib import Path
from typing import Any

import pytest

from isthmus.local.cognito.seeding.documents import SeedError
from unit.local.cognito.local_pools import LocalPools, RefusedError, basic
from unit.local.seed.seeding import (
    CLIENT_ID,
    MACHINE,
    OTHER_SUB,
    PASSWORD,
    POOL_ID,
    SECRET,
    SERVER,
    SUB,
    a_client,
    a_pool,
    a_user,
    apply,
    seed_of,
)

NEW_ID = "us-east-1_Sample009"
DIGEST = "scrypt$16384$8$1$" + "A" * 22 + "==$" + "A" * 43 + "="


@pytest.mark.parametrize(
    ("pool", "refusal"),
    [
        (a_pool(id="us-east-1_short"), "us-east-1_short is not us-east-1_ and nine letters and digits"),
        (a_pool(id="eu-west-1_Sample001"), "eu-west-1_Sample001 is not us-east-1_"),
        (
            a_pool(id=NEW_ID, settings={}),
            "Value null at 'poolName' failed to satisfy constraint: Member must not be null",
        ),
        (
            a_pool(id=NEW_ID, settings={"PoolName": "a", "Polices": {}}),
            "CreateUserPool of cognito-idp takes no Polices",
        ),
        (
            a_pool(id=NEW_ID, settings={"PoolName": "a", "Policies": {"PasswordPolicy": {"MinLength": 8}}}),
            "takes no Policies.PasswordPolicy.MinLength",
        ),
        (
            a_pool(id=NEW_ID, settings={"PoolName": "a", "IssuerConfiguration": {"Type": "UPDATED"}}),
            "not supported",
        ),
        (a_pool(mfa={"MfaConfiguration": "ON"}), "can't turn on MFA without configuring an MFA"),
        (a_pool(domains=[{"Domain": "my-cognito"}]), "Domain cannot contain reserved word: cognito"),
        (a_pool(domains=[{"Domain": "a"}, {"Domain": "b"}]), "already has a domain configured"),
        (
            a_pool(resource_servers=[{**SERVER, "Extra": 1}]),
            "CreateResourceServer of cognito-idp takes no Extra",
        ),
        (a_pool(resource_servers=[]), "Invalid scope requested: https://api.example.com/read"),
        (a_pool(clients=[a_client(id="Too-Short")]), "Too-Short is not 26 lower-case letters and digits"),
        (a_pool(clients=[a_client(secrets=[])]), "client does not have a client secret"),
        (a_pool(clients=[a_client(secrets=["short"])]), "length greater than or equal to 24"),
        (a_pool(clients=[a_client(secrets=[SECRET, "short"])]), "length greater than or equal to 24"),
        (a_pool(clients=[a_client(secrets=[SECRET, SECRET])]), "at most 2 secrets, which differ"),
        (
            a_pool(clients=[a_client(settings={**MACHINE, "GenerateSecret": True})]),
            "GenerateSecret does not stand in settings",
        ),
        (a_pool(groups=[{"GroupName": "a", "Precedence": -1}]), "greater than or equal to 0"),
        (a_pool(users=[a_user(sub="abc")]), "sub abc is no UUID"),
        (a_pool(users=[a_user(password="short")]), "Password did not conform with policy"),
        (a_pool(users=[a_user(attributes={"custom:x": "1"})]), "does not exist in the schema"),
        (a_pool(users=[a_user(attributes={"email": "no"})]), "Invalid email address format."),
        (a_pool(users=[a_user(attributes={"sub": SUB})]), "non-mutable attribute sub"),
        (a_pool(users=[a_user(groups=["absent"])]), "Group not found."),
        (a_pool(users=[a_user(status="ARCHIVED")]), "status ARCHIVED is none of"),
        (a_pool(users=[a_user(status="FORCE_CHANGE_PASSWORD")]), "goes with a temporary_password"),
        (a_pool(users=[a_user(temporary_password=PASSWORD)]), "a user has one of password"),
        (
            a_pool(
                users=[{"username": "joe", "sub": SUB, "status": "CONFIRMED", "temporary_password": PASSWORD}]
            ),
            "a temporary_password goes with FORCE_CHANGE_PASSWORD",
        ),
    ],
)
@pytest.mark.parametrize("local", ["bare"], indirect=True)
def test_refuses_what_the_api_would(
    local: LocalPools, tmp_path: Path, pool: dict[str, Any], refusal: str
) -> None:
    with pytest.raises(SeedError) as refused:
        apply(local, seed_of(tmp_path, pool))
    assert refusal in str(refused.value)
    assert f"{tmp_path}/seed.yaml:" in str(refused.value)


def test_a_refused_seed_leaves_nothing_in_the_way_of_the_mended_one(
    local: LocalPools, tmp_path: Path
) -> None:
    with pytest.raises(SeedError):
        apply(local, seed_of(tmp_path, a_pool(users=[a_user(password="short")])))
    assert local.call("ListUserPools", MaxResults=10)["UserPools"] == []
    apply(local, seed_of(tmp_path, a_pool(settings={"PoolName": "mended"})))


@pytest.mark.parametrize("local", ["bare"], indirect=True)
@pytest.mark.parametrize(
    ("digest", "refusal"),
    [
        ({"scrypt": "scrypt$2$8$1$" + DIGEST[17:]}, "none that this version exports"),
        ({"scrypt": f"{DIGEST}\n"}, "none that this version exports"),
        ({"scrypt": DIGEST, "srp_salt": "ab"}, "together, or neither"),
        ({"scrypt": DIGEST, "srp_salt": "xy", "srp_verifier": "BQ=="}, "is not hexadecimal"),
        ({"scrypt": DIGEST, "srp_salt": "ab", "srp_verifier": "?"}, "is not Base64"),
        ({"scrypt": DIGEST, "srp_salt": "ab", "srp_verifier": "AA=="}, "no number of the group"),
        ({"scrypt": DIGEST, "srp_salt": "ab", "srp_verifier": "/w" * 600}, "no number of the group"),
    ],
)
def test_refuses_a_password_digest_that_no_export_has(
    local: LocalPools, tmp_path: Path, digest: dict[str, str], refusal: str
) -> None:
    user = {"username": "jane", "sub": SUB, "status": "CONFIRMED", "password_digest": digest}
    with pytest.raises(SeedError, match=refusal):
        apply(local, seed_of(tmp_path, a_pool(users=[user])))


@pytest.mark.parametrize(
    ("pool", "refusal"),
    [
        (a_pool(settings={"PoolName": "other"}), "user pool us-east-1_Sample001 with another PoolName"),
        (
            a_pool(settings={"PoolName": "sample", "DeletionProtection": "ACTIVE"}),
            "another DeletionProtection",
        ),
        (a_pool(domains=[{"Domain": "sample", "ManagedLoginVersion": 2}]), "another ManagedLoginVersion"),
        (a_pool(resource_servers=[{**SERVER, "Name": "Other"}]), "another Name"),
        (a_pool(clients=[a_client(secrets=[f"{SECRET}0other"])]), f"{CLIENT_ID} with other secrets"),
        (a_pool(clients=[a_client(settings={**MACHINE, "ClientName": "x"})]), "another ClientName"),
        (a_pool(groups=[{"GroupName": "admins", "Precedence": 1}]), "another Precedence"),
        (a_pool(users=[a_user(sub=OTHER_SUB)]), "jane with another sub"),
        (a_pool(users=[a_user(username="joe")]), "joe with another sub, or this sub for another user"),
    ],
)
@pytest.mark.parametrize("local", ["seeded"], indirect=True)
def test_refuses_a_seed_that_contradicts_what_is_there_and_changes_nothing(
    local: LocalPools, tmp_path: Path, pool: dict[str, Any], refusal: str
) -> None:
    before = local.run(local.pools.export())
    with pytest.raises(SeedError) as refused:
        apply(local, seed_of(tmp_path, pool))
    assert refusal in str(refused.value)
    assert local.run(local.pools.export()) == before


@pytest.mark.parametrize("local", ["seeded"], indirect=True)
def test_refuses_a_client_of_another_pool(local: LocalPools, tmp_path: Path) -> None:
    other = a_pool(id="us-east-1_Sample002", domains=[])
    with pytest.raises(SeedError, match="in another user pool"):
        apply(local, seed_of(tmp_path, other))


@pytest.mark.parametrize("local", ["bare"], indirect=True)
def test_everything_has_the_ids_of_the_seed(local: LocalPools, tmp_path: Path) -> None:
    second = f"{SECRET}0second"
    pool = a_pool(
        clients=[a_client(secrets=[SECRET, second])],
        mfa={"MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": True}},
    )
    apply(local, seed_of(tmp_path, pool))
    described = local.call("DescribeUserPool", UserPoolId=POOL_ID)["UserPool"]
    assert (described["Name"], described["Domain"]) == ("sample", "sample")
    assert described["MfaConfiguration"] == "OPTIONAL"
    for secret in (SECRET, second):
        token = local.post_token("grant_type=client_credentials", authorization=basic(CLIENT_ID, secret))
        assert token.status_code == 200
    user = local.call("AdminGetUser", UserPoolId=POOL_ID, Username="jane")
    assert {"Name": "sub", "Value": SUB} in user["UserAttributes"]
    assert (user["UserStatus"], user["Enabled"]) == ("CONFIRMED", True)
    groups = local.call("AdminListGroupsForUser", UserPoolId=POOL_ID, Username="jane")["Groups"]
    assert [group["GroupName"] for group in groups] == ["admins"]


APP = {"ClientName": "app", "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]}


def sign_in(local: LocalPools, username: str = "jane", password: str = PASSWORD) -> Any:
    parameters = {"USERNAME": username, "PASSWORD": password}
    return local.call(
        "InitiateAuth", AuthFlow="USER_PASSWORD_AUTH", ClientId=CLIENT_ID, AuthParameters=parameters
    )


@pytest.mark.parametrize("local", ["bare"], indirect=True)
def test_seeded_users_sign_in_by_their_passwords(local: LocalPools, tmp_path: Path) -> None:
    users = [
        a_user(),
        {"username": "new", "sub": OTHER_SUB, "temporary_password": PASSWORD},
        {"username": "off", "sub": SUB.replace("1", "a"), "password": PASSWORD, "enabled": False},
        {"username": "none", "sub": SUB.replace("1", "b"), "status": "CONFIRMED"},
    ]
    apply(local, seed_of(tmp_path, a_pool(clients=[a_client(secrets=[], settings=APP)], users=users)))
    with pytest.raises(RefusedError, match="User is disabled"):
        sign_in(local, "off")
    with pytest.raises(RefusedError, match="Incorrect username or password"):
        sign_in(local, "none")
    assert sign_in(local)["AuthenticationResult"]["AccessToken"]
    assert sign_in(local, "new")["ChallengeName"] == "NEW_PASSWORD_REQUIRED"


@pytest.mark.parametrize("local", ["bare"], indirect=True)
def test_the_same_seed_again_leaves_alone_what_people_did_since(local: LocalPools, tmp_path: Path) -> None:
    pool = a_pool(clients=[a_client(secrets=[], settings=APP)])
    apply(local, seed_of(tmp_path, pool))
    other = "Another-passw0rd"
    local.call("AdminSetUserPassword", UserPoolId=POOL_ID, Username="jane", Password=other, Permanent=True)
    local.call("AdminRemoveUserFromGroup", UserPoolId=POOL_ID, Username="jane", GroupName="admins")
    local.call("AdminCreateUser", UserPoolId=POOL_ID, Username="joe", MessageAction="SUPPRESS")
    before = local.run(local.pools.export())
    local.restart()
    apply(local, seed_of(tmp_path, pool))
    assert local.run(local.pools.export()) == before
    assert sign_in(local, password=other)["AuthenticationResult"]


@pytest.mark.parametrize("local", ["seeded"], indirect=True)
def test_what_was_deleted_comes_back_and_what_is_more_is_added(local: LocalPools, tmp_path: Path) -> None:
    local.call("AdminDeleteUser", UserPoolId=POOL_ID, Username="jane")
    local.call("DeleteGroup", UserPoolId=POOL_ID, GroupName="admins")
    joe = {"username": "joe", "sub": OTHER_SUB}
    apply(local, seed_of(tmp_path, a_pool(users=[*a_pool()["users"], joe])))
    names = {user["Username"] for user in local.call("ListUsers", UserPoolId=POOL_ID)["Users"]}
    assert names == {"jane", "joe"}


def test_in_a_pool_of_addresses_a_user_is_found_by_address_and_sub(local: LocalPools, tmp_path: Path) -> None:
    jane = a_user(username="jane@example.com", attributes={"email_verified": "true"})
    pool = a_pool(settings={"PoolName": "sample", "UsernameAttributes": ["email"]}, users=[jane])
    apply(local, seed_of(tmp_path, pool))
    found = local.call("AdminGetUser", UserPoolId=POOL_ID, Username="jane@example.com")
    assert found["Username"] == SUB
    address = [{"Name": "email", "Value": "jane.doe@example.com"}]
    local.call("AdminUpdateUserAttributes", UserPoolId=POOL_ID, Username=SUB, UserAttributes=address)
    apply(local, seed_of(tmp_path, pool))
    (exported,) = local.run(local.pools.export())
    assert exported["users"][0]["username"] == "jane.doe@example.com"
