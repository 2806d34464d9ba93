"""Identity pools with real user pools and IAM: sign-outs, roles by token, roles to be passed."""

import json

import pytest
from botocore.exceptions import ClientError

from unit.local.aws.identity_directory import DEVELOPER, NOTHING, Directory


def test_who_signed_out_is_disabled_or_deleted_is_refused(directory: Directory) -> None:
    checked, unchecked = directory.make_pool(is_checked=True), directory.make_pool()
    endings = ("admin_user_global_sign_out", "admin_disable_user", "admin_delete_user")
    for number, ending in enumerate(endings):
        name = f"sample-leaver-{number}"
        directory.add_user(name)
        logins = directory.sign_in(name)
        identity_id = directory.get_id(checked, logins)
        getattr(directory.users, ending)(UserPoolId=directory.user_pool_id, Username=name)
        for call in (
            lambda logins=logins: directory.get_id(checked, logins),
            lambda logins=logins, identity_id=identity_id: directory.anybody.get_credentials_for_identity(
                IdentityId=identity_id, Logins=logins
            ),
        ):
            with pytest.raises(ClientError, match="NotAuthorizedException"):
                call()
        assert directory.get_id(unchecked, logins)


def test_a_user_signed_in_anew_is_taken(directory: Directory) -> None:
    checked = directory.make_pool(is_checked=True)
    directory.add_user("sample-returner")
    directory.sign_in("sample-returner")
    directory.users.admin_user_global_sign_out(UserPoolId=directory.user_pool_id, Username="sample-returner")
    assert directory.get_id(checked, directory.sign_in("sample-returner"))


def test_groups_lead_to_their_roles(directory: Directory) -> None:
    pool_id = directory.make_pool()
    default, admins, writers = (directory.make_role(pool_id, allowed=NOTHING) for _ in range(3))
    for name, role_arn, precedence in (("admins", admins, 1), ("writers", writers, 2)):
        directory.users.create_group(
            UserPoolId=directory.user_pool_id, GroupName=name, RoleArn=role_arn, Precedence=precedence
        )
    directory.add_user("sample-admin", groups=("admins", "writers"))
    directory.pools.set_identity_pool_roles(
        IdentityPoolId=pool_id,
        Roles={"authenticated": default},
        RoleMappings={
            f"{directory.provider}:{directory.client_id}": {
                "Type": "Token",
                "AmbiguousRoleResolution": "Deny",
            }
        },
    )
    logins = directory.sign_in("sample-admin")
    with pytest.raises(ClientError, match="is forbidden"):
        directory.role_of(pool_id, logins, CustomRoleArn=default)
    with pytest.raises(ClientError, match="ambiguous role mapping rules denied"):
        directory.role_of(pool_id, directory.sign_in("sample-seller"))
    assert admins.endswith(f"/{directory.role_of(pool_id, logins)}")
    assert writers.endswith(f"/{directory.role_of(pool_id, logins, CustomRoleArn=writers)}")


def test_who_may_not_pass_a_role_sets_no_rule_with_it(directory: Directory) -> None:
    endpoint, pool_id = directory.endpoint, directory.make_pool()
    role_arn = directory.make_role(pool_id, allowed=NOTHING)
    iam = endpoint.client("iam")
    iam.create_user(UserName="sample-operator")
    may_set = {"Effect": "Allow", "Action": "cognito-identity:*", "Resource": "*"}
    iam.put_user_policy(
        UserName="sample-operator",
        PolicyName="pools",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [may_set]}),
    )
    key = iam.create_access_key(UserName="sample-operator")["AccessKey"]
    operator = endpoint.client(
        "cognito-identity",
        aws_access_key_id=key["AccessKeyId"],
        aws_secret_access_key=key["SecretAccessKey"],
    )
    rule = {"Claim": "email", "MatchType": "Equals", "Value": "a", "RoleARN": role_arn}
    mapping = {
        "Type": "Rules",
        "AmbiguousRoleResolution": "Deny",
        "RulesConfiguration": {"Rules": [rule]},
    }
    with pytest.raises(ClientError, match=r"Access to Role '.*' is forbidden"):
        operator.set_identity_pool_roles(
            IdentityPoolId=pool_id,
            Roles={},
            RoleMappings={f"{directory.provider}:{directory.client_id}": mapping},
        )
    operator.set_identity_pool_roles(IdentityPoolId=pool_id, Roles={})


def test_the_public_gets_no_developers_token(directory: Directory) -> None:
    pool_id = directory.make_pool(DeveloperProviderName=DEVELOPER)
    with pytest.raises(ClientError, match="MissingAuthenticationToken"):
        directory.anybody.get_open_id_token_for_developer_identity(
            IdentityPoolId=pool_id, Logins={DEVELOPER: "sample"}
        )
