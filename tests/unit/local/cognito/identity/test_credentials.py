from typing import Any

import jwt
import pytest

from isthmus.errors import UnavailableError
from isthmus.local.cognito.identity.ports import RoleRefusedError
from unit.local.cognito.identity.local_identity_pools import (
    ACCOUNT_ID,
    PROVIDER_NAME,
    ROLE_ARN,
    LocalIdentityPools,
    RefusedError,
)

WRONG_CONFIGURATION = (
    "InvalidIdentityPoolConfigurationException",
    "Invalid identity pool configuration. Check assigned IAM roles for this pool.",
)
GUEST_ROLE_ARN = f"arn:aws:iam::{ACCOUNT_ID}:role/guests"


def get_credentials(identity: LocalIdentityPools, pool_id: str, **more: Any) -> Any:
    identity_id = identity.get_id(pool_id, identity.login())
    request = {"IdentityId": identity_id, "Logins": identity.login()} | more
    return identity.call("GetCredentialsForIdentity", **request)


def refusal(identity: LocalIdentityPools, pool_id: str, **more: Any) -> tuple[str, str]:
    with pytest.raises(RefusedError) as refused:
        get_credentials(identity, pool_id, **more)
    return refused.value.code, refused.value.message


@pytest.mark.parametrize(
    "roles",
    [{}, {"unauthenticated": GUEST_ROLE_ARN}, {"authenticated": "arn:aws:iam::210987654321:role/people"}],
)
def test_a_pool_without_the_role_gives_no_credentials(
    identity: LocalIdentityPools, roles: dict[str, str]
) -> None:
    pool_id = identity.create_pool()
    identity.call("SetIdentityPoolRoles", IdentityPoolId=pool_id, Roles=roles)
    assert refusal(identity, pool_id) == WRONG_CONFIGURATION
    assert identity.roles.asked == []


def test_a_role_that_refuses_is_a_wrong_configuration(identity: LocalIdentityPools) -> None:
    identity.roles.failure = RoleRefusedError("AccessDenied")
    assert refusal(identity, identity.create_pool()) == WRONG_CONFIGURATION


def test_a_silent_sts_gives_nothing(identity: LocalIdentityPools) -> None:
    identity.roles.failure = UnavailableError("silent")
    assert refusal(identity, identity.create_pool())[0] == "ExternalServiceException"


def test_nobody_picks_a_role_where_no_mapping_says_so(identity: LocalIdentityPools) -> None:
    pool_id = identity.create_pool()
    assert refusal(identity, pool_id, CustomRoleArn=ROLE_ARN) == (
        "NotAuthorizedException",
        f"Access to Role '{ROLE_ARN}' is forbidden.",
    )


def test_a_guest_gets_no_role_of_people(identity: LocalIdentityPools) -> None:
    pool_id = identity.create_pool(AllowUnauthenticatedIdentities=True)
    guest = identity.call("GetId", IdentityPoolId=pool_id)["IdentityId"]
    with pytest.raises(RefusedError) as refused:
        identity.call("GetCredentialsForIdentity", IdentityId=guest)
    assert (refused.value.code, refused.value.message) == WRONG_CONFIGURATION
    roles = {"authenticated": ROLE_ARN, "unauthenticated": GUEST_ROLE_ARN}
    identity.call("SetIdentityPoolRoles", IdentityPoolId=pool_id, Roles=roles)
    identity.call("GetCredentialsForIdentity", IdentityId=guest)
    role_arn, asked, policy = identity.roles.asked[-1]
    assert (role_arn, asked.amr) == (GUEST_ROLE_ARN, ("unauthenticated",))
    allowed = policy["Statement"][0]["Action"]
    assert "dynamodb:*" in allowed
    assert not [action for action in allowed if action.startswith(("iam:", "sts:", "*", "cognito-identity:"))]


@pytest.mark.parametrize("flow", [{}, {"AllowClassicFlow": False}])
def test_the_basic_flow_must_be_asked_for(identity: LocalIdentityPools, flow: dict[str, bool]) -> None:
    pool_id = identity.create_pool(**flow)
    identity_id = identity.get_id(pool_id, identity.login())
    with pytest.raises(RefusedError) as refused:
        identity.call("GetOpenIdToken", IdentityId=identity_id, Logins=identity.login())
    assert (refused.value.code, refused.value.message) == (
        "InvalidParameterException",
        "Basic (classic) flow is not enabled, please use enhanced flow.",
    )


def test_credentials_are_the_authenticated_roles(identity: LocalIdentityPools) -> None:
    pool_id = identity.create_pool()
    answer = get_credentials(identity, pool_id)
    assert answer["Credentials"] == {
        "AccessKeyId": "ASIASAMPLE",
        "SecretKey": "secret",
        "SessionToken": "token",
        "Expiration": 1_800_000_000,
    }
    role_arn, asked, policy = identity.roles.asked[-1]
    assert (role_arn, asked.pool_id, asked.identity_id) == (ROLE_ARN, pool_id, answer["IdentityId"])
    assert asked.amr == ("authenticated", PROVIDER_NAME)
    assert policy["Statement"][1]["Effect"] == "Deny"


def test_an_open_id_token_verifies_by_another_library_and_keeps_its_key(
    identity: LocalIdentityPools,
) -> None:
    pool_id = identity.create_pool(AllowClassicFlow=True)
    identity_id = identity.get_id(pool_id, identity.login())
    tokens = []
    for _ in range(2):
        answer = identity.call("GetOpenIdToken", IdentityId=identity_id, Logins=identity.login())
        tokens.append(answer["Token"])
        identity.restart()
    headers = [jwt.get_unverified_header(token) for token in tokens]
    assert headers[0]["alg"] == "RS512"
    assert headers[0]["kid"] == headers[1]["kid"]
    claims = jwt.decode(tokens[0], options={"verify_signature": False})
    assert claims["iss"] == "https://cognito-identity.amazonaws.com"
    assert (claims["sub"], claims["aud"], claims["exp"] - claims["iat"]) == (identity_id, pool_id, 600)
