"""Session tags of identity pools and OIDC providers, with real roles and tables."""

import json
import time
from typing import Any

import jwt
import pytest
from botocore.exceptions import ClientError

from isthmus.local.addresses import ACCOUNT_ID, REGION
from unit.local.aws.identity_directory import COGNITO, DEVELOPER, NOTHING, TAGGING, Directory, keys_of
from unit.local.aws.running_endpoint import RunningEndpoint
from unit.local.openid.fake_provider import CLIENT_ID, an_rsa_key

TABLE_ARN = f"arn:aws:dynamodb:{REGION}:{ACCOUNT_ID}:table"
OWN_TABLE = {"Action": "dynamodb:Scan", "Resource": f"{TABLE_ARN}/table-of-${{aws:PrincipalTag/dept}}"}
WRONG_CONFIGURATION = "Check assigned IAM roles for this pool"


@pytest.fixture(scope="module")
def tagged_pool(directory: Directory) -> str:
    """Give a pool that tags sessions with the department."""
    pool_id = directory.make_pool(AllowClassicFlow=True, DeveloperProviderName=DEVELOPER)
    directory.pools.set_principal_tag_attribute_map(
        IdentityPoolId=pool_id,
        IdentityProviderName=directory.provider,
        UseDefaults=False,
        PrincipalTags={"dept": "custom:dept"},
    )
    return pool_id


@pytest.mark.parametrize(
    ("action", "condition"),
    [
        ("sts:AssumeRoleWithWebIdentity", None),
        (TAGGING, {"StringEquals": {f"{COGNITO}:aud": "us-east-1:11"}}),
        (TAGGING, {"StringLike": {"aws:RequestTag/dept": "press"}}),
        (TAGGING, {"ForAllValues:StringEquals": {"aws:TagKeys": ["team"]}}),
    ],
)
def test_tags_need_a_role_that_lets_them_be_set(
    directory: Directory, tagged_pool: str, action: Any, condition: Any
) -> None:
    role_arn = directory.make_role(tagged_pool, action=action, condition=condition, allowed=OWN_TABLE)
    directory.pools.set_identity_pool_roles(IdentityPoolId=tagged_pool, Roles={"authenticated": role_arn})
    with pytest.raises(ClientError, match=WRONG_CONFIGURATION):
        directory.credentials(tagged_pool, directory.sign_in("sample-seller"))
    logins = directory.sign_in("sample-seller")
    token = directory.anybody.get_open_id_token(
        IdentityId=directory.get_id(tagged_pool, logins), Logins=logins
    )["Token"]
    with pytest.raises(ClientError, match="AccessDenied"):
        assume(directory.endpoint, role_arn, token)


def assume(endpoint: RunningEndpoint, role_arn: str, token: str) -> dict[str, str]:
    return keys_of(
        endpoint.unsigned_client("sts").assume_role_with_web_identity(
            RoleArn=role_arn, RoleSessionName="sample", WebIdentityToken=token
        )
    )


def test_a_role_that_refuses_tags_still_takes_who_brings_none(directory: Directory) -> None:
    pool_id = directory.make_pool()
    role_arn = directory.make_role(pool_id, action="sts:AssumeRoleWithWebIdentity", allowed=NOTHING)
    directory.pools.set_identity_pool_roles(IdentityPoolId=pool_id, Roles={"authenticated": role_arn})
    assert directory.credentials(pool_id, directory.sign_in("sample-seller"))


def test_a_deny_of_tagging_counts(directory: Directory, tagged_pool: str) -> None:
    iam = directory.endpoint.client("iam")
    role_arn = directory.make_role(tagged_pool, allowed=OWN_TABLE)
    name = role_arn.rsplit("/", 1)[-1]
    document = iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"]
    denial = {"Effect": "Deny", "Principal": {"Federated": COGNITO}, "Action": "sts:Tag*"}
    document["Statement"].append(denial)
    iam.update_assume_role_policy(RoleName=name, PolicyDocument=json.dumps(document))
    directory.pools.set_identity_pool_roles(IdentityPoolId=tagged_pool, Roles={"authenticated": role_arn})
    with pytest.raises(ClientError, match=WRONG_CONFIGURATION):
        directory.credentials(tagged_pool, directory.sign_in("sample-seller"))


def test_tags_open_what_is_theirs_in_all_flows(directory: Directory, tagged_pool: str) -> None:
    role_arn = directory.make_role(tagged_pool, allowed=OWN_TABLE)
    directory.pools.set_identity_pool_roles(IdentityPoolId=tagged_pool, Roles={"authenticated": role_arn})
    seller, writer = directory.sign_in("sample-seller"), directory.sign_in("sample-writer")
    basic = directory.anybody.get_open_id_token(
        IdentityId=directory.get_id(tagged_pool, seller), Logins=seller
    )["Token"]
    developers = directory.pools.get_open_id_token_for_developer_identity(
        IdentityPoolId=tagged_pool, Logins={DEVELOPER: "sample"}, PrincipalTags={"dept": "sales"}
    )
    by_developer = directory.anybody.get_credentials_for_identity(
        IdentityId=developers["IdentityId"], Logins={COGNITO: developers["Token"]}
    )
    for keys in (
        directory.credentials(tagged_pool, seller),
        assume(directory.endpoint, role_arn, basic),
        keys_of(by_developer),
        assume(directory.endpoint, role_arn, developers["Token"]),
    ):
        assert directory.can_scan("table-of-sales", keys)
        assert not directory.can_scan("table-of-press", keys)
    assert directory.can_scan("table-of-press", directory.credentials(tagged_pool, writer))


def test_a_deny_by_a_variable_holds(directory: Directory, tagged_pool: str) -> None:
    role_arn = directory.make_role(tagged_pool, allowed={"Action": "dynamodb:Scan", "Resource": "*"})
    others = {"Effect": "Deny", "Action": "dynamodb:*", "NotResource": OWN_TABLE["Resource"]}
    directory.endpoint.client("iam").put_role_policy(
        RoleName=role_arn.rsplit("/", 1)[-1],
        PolicyName="others",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [others]}),
    )
    directory.pools.set_identity_pool_roles(IdentityPoolId=tagged_pool, Roles={"authenticated": role_arn})
    keys = directory.credentials(tagged_pool, directory.sign_in("sample-seller"))
    assert not directory.can_scan("table-of-press", keys)
    assert directory.can_scan("table-of-sales", keys)


def test_an_identity_is_told_by_its_id(directory: Directory) -> None:
    pool_id = directory.make_pool()
    mine = directory.get_id(pool_id, directory.sign_in("sample-seller"))
    scan = {"Action": "dynamodb:Scan", "Resource": f"{TABLE_ARN}/table-of-sales"}
    is_seller = {f"{COGNITO}:sub": mine, f"{COGNITO}:aud": f"${{{COGNITO}:aud}}"}
    role_arn = directory.make_role(pool_id, allowed=scan | {"Condition": {"StringEquals": is_seller}})
    directory.pools.set_identity_pool_roles(IdentityPoolId=pool_id, Roles={"authenticated": role_arn})
    sellers = directory.credentials(pool_id, directory.sign_in("sample-seller"))
    writers = directory.credentials(pool_id, directory.sign_in("sample-writer"))
    assert not directory.can_scan("table-of-sales", writers)
    assert directory.can_scan("table-of-sales", sellers)


def test_sts_refuses_a_forged_token_of_the_identity_pools(directory: Directory, tagged_pool: str) -> None:
    role_arn = directory.make_role(tagged_pool, allowed=OWN_TABLE)
    genuine = directory.pools.get_open_id_token_for_developer_identity(
        IdentityPoolId=tagged_pool, Logins={DEVELOPER: "sample"}
    )["Token"]
    claims = jwt.decode(genuine, options={"verify_signature": False})
    header = jwt.get_unverified_header(genuine)
    forged = jwt.encode(claims, an_rsa_key(), algorithm="RS512", headers=header)
    head, body, _ = genuine.split(".")
    _, other_body, signature = forged.split(".")
    for token in (forged, f"{head}.{body}.", f"{head}.{other_body}.{signature}"):
        with pytest.raises(ClientError, match="InvalidIdentityToken"):
            assume(directory.endpoint, role_arn, token)


@pytest.mark.parametrize(
    "tags",
    [
        {"principal_tags": {"dept": ["sales", "press"]}},
        {"principal_tags": {"dept": "*"}},
        {"principal_tags": {"dept": "sales"}, "transitive_tag_keys": ["dept"]},
        "dept",
    ],
)
def test_sts_refuses_a_providers_token_with_tags_it_can_not_take(
    endpoint: RunningEndpoint, tags: Any
) -> None:
    role_arn = role_of_provider(endpoint, action=TAGGING)
    token = endpoint.provider.token(**{"https://aws.amazon.com/tags": tags})
    with pytest.raises(ClientError, match="InvalidIdentityToken"):
        assume(endpoint, role_arn, token)


def test_a_providers_own_tags_count_where_its_role_lets_them(endpoint: RunningEndpoint) -> None:
    claims: dict[str, Any] = {"https://aws.amazon.com/tags": {"principal_tags": {"dept": ["sales"]}}}
    token = endpoint.provider.token(**claims)
    with pytest.raises(ClientError, match="AccessDenied"):
        assume(endpoint, role_of_provider(endpoint, action="sts:AssumeRoleWithWebIdentity"), token)
    assert assume(endpoint, role_of_provider(endpoint, action=TAGGING), token)


def role_of_provider(endpoint: RunningEndpoint, *, action: Any) -> str:
    trust = {
        "Principal": {"Federated": endpoint.provider_arn},
        "Action": action,
        "Condition": {"StringEquals": {f"{endpoint.provider_name}:aud": CLIENT_ID}},
    }
    return endpoint.make_role(f"role-{time.monotonic_ns()}", trust=trust, allowed=[NOTHING])
