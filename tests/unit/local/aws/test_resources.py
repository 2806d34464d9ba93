import json

import pytest

from isthmus.local.aws.emulator import Check
from isthmus.local.aws.resources import checks_of

POOL = "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_abc"
IDENTITY_POOL = "arn:aws:cognito-identity:us-east-1:123456789012:identitypool/us-east-1:11"


def checks(service: str, operation: str, request: object) -> tuple[Check, ...]:
    body = request if isinstance(request, bytes) else json.dumps(request).encode()
    return checks_of(service, operation, body, region="us-east-1", account_id="123456789012")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b'{"UserPoolId": 5}', b'{"UserPoolId": ""}'])
def test_a_body_that_names_no_pool_needs_leave_for_all(body: bytes) -> None:
    assert checks("cognito-idp", "AdminGetUser", body)[0].resource == "*"


def test_a_pool_is_its_arn() -> None:
    assert checks("cognito-idp", "AdminGetUser", {"UserPoolId": "us-east-1_abc"}) == (
        Check(action="cognito-idp:AdminGetUser", resource=POOL),
    )
    assert checks("cognito-identity", "DescribeIdentityPool", {"IdentityPoolId": "us-east-1:11"}) == (
        Check(action="cognito-identity:DescribeIdentityPool", resource=IDENTITY_POOL),
    )


def test_a_tagged_resource_is_its_own_arn() -> None:
    assert checks("cognito-idp", "TagResource", {"ResourceArn": POOL})[0].resource == POOL


def test_operations_on_no_pool_are_on_all() -> None:
    assert checks("cognito-idp", "ListUserPools", {"MaxResults": 1})[0].resource == "*"
    assert checks("cognito-identity", "DescribeIdentity", {"IdentityId": "x"})[0].resource == "*"


@pytest.mark.parametrize(
    "mappings",
    [5, [5], {"a": 5}, {"a": {"RulesConfiguration": 5}}, {"a": {"RulesConfiguration": {"Rules": 5}}}],
)
def test_role_mappings_that_can_not_be_read_are_left_to_the_operation(mappings: object) -> None:
    request = {"IdentityPoolId": "us-east-1:11", "Roles": {}, "RoleMappings": mappings}
    assert len(checks("cognito-identity", "SetIdentityPoolRoles", request)) == 1


def test_a_role_of_a_rule_must_be_passed() -> None:
    rules = [{"RoleARN": "arn:aws:iam::1:role/a"}, {"RoleARN": "arn:aws:iam::1:role/b"}]
    request = {
        "IdentityPoolId": "us-east-1:11",
        "Roles": {"authenticated": "arn:aws:iam::1:role/a"},
        "RoleMappings": {"name": {"Type": "Rules", "RulesConfiguration": {"Rules": rules}}},
    }
    passed = checks("cognito-identity", "SetIdentityPoolRoles", request)[1:]
    assert [check.resource for check in passed] == ["arn:aws:iam::1:role/a", "arn:aws:iam::1:role/b"]


def test_a_role_that_is_handed_out_must_be_passed() -> None:
    request = {"IdentityPoolId": "us-east-1:11", "Roles": {"authenticated": "arn:aws:iam::1:role/a"}}
    found = checks("cognito-identity", "SetIdentityPoolRoles", request)
    assert found[1] == Check(
        action="iam:PassRole",
        resource="arn:aws:iam::1:role/a",
        context={"iam:PassedToService": "cognito-identity.amazonaws.com"},
    )
