from typing import Any

import jwt
import pytest

from unit.local.cognito.identity.local_identity_pools import (
    APP_CLIENT_ID,
    PROVIDER_ARN,
    PROVIDER_NAME,
    REGION,
    USER_POOL_ID,
    USER_POOL_NAME,
    LocalIdentityPools,
    RefusedError,
)

DEFAULTS = {"username": "sub", "client": "aud"}


def set_map(identity: LocalIdentityPools, pool_id: str, name: str = USER_POOL_NAME, **request: Any) -> Any:
    return identity.call(
        "SetPrincipalTagAttributeMap", IdentityPoolId=pool_id, IdentityProviderName=name, **request
    )


def get_map(identity: LocalIdentityPools, pool_id: str, name: str = USER_POOL_NAME) -> Any:
    return identity.call("GetPrincipalTagAttributeMap", IdentityPoolId=pool_id, IdentityProviderName=name)


def tags_of(identity: LocalIdentityPools, pool_id: str, logins: dict[str, str]) -> dict[str, str]:
    """Give the tags of the session that the logins lead to."""
    identity_id = identity.get_id(pool_id, logins)
    identity.call("GetCredentialsForIdentity", IdentityId=identity_id, Logins=logins)
    return dict(identity.roles.asked[-1][1].tags)


@pytest.mark.parametrize("operation", ["GetPrincipalTagAttributeMap", "SetPrincipalTagAttributeMap"])
@pytest.mark.parametrize(
    ("pool", "name", "code"),
    [
        (f"{REGION}:11111111-1111-1111-1111-111111111111", USER_POOL_NAME, "ResourceNotFoundException"),
        (None, "login.example", "InvalidParameterException"),
        (None, f"{USER_POOL_NAME}:{APP_CLIENT_ID}", "InvalidParameterException"),
        (None, "cognito-idp.us-east-1.amazonaws.com/us-east-1_Other", "InvalidParameterException"),
        (None, "other.example", "InvalidParameterException"),
    ],
)
def test_refuses_a_map_of(
    identity: LocalIdentityPools, operation: str, pool: str | None, name: str, code: str
) -> None:
    pool_id = pool or identity.create_pool(DeveloperProviderName="login.example")
    with pytest.raises(RefusedError) as refused:
        identity.call(operation, IdentityPoolId=pool_id, IdentityProviderName=name)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "request_",
    [
        {"UseDefaults": True, "PrincipalTags": {"dept": "custom:dept"}},
        {"PrincipalTags": {"aws:dept": "custom:dept"}},
        {"PrincipalTags": {"de*pt": "custom:dept"}},
        {"PrincipalTags": {"dept": "a", "Dept": "b"}},
        {"PrincipalTags": {f"name-{number}": "x" for number in range(51)}},
    ],
)
def test_refuses_a_map_like(identity: LocalIdentityPools, request_: dict[str, Any]) -> None:
    with pytest.raises(RefusedError) as refused:
        set_map(identity, identity.create_pool(), **request_)
    assert refused.value.code == "InvalidParameterException"


@pytest.mark.parametrize("claim", ["*", "a?c", "${x}", ["a", "b"], ["a"], {"a": 1}, "x" * 257])
def test_refuses_a_login_whose_claim_can_not_be_a_tag(identity: LocalIdentityPools, claim: Any) -> None:
    pool_id = identity.create_pool(AllowClassicFlow=True)
    set_map(identity, pool_id, PrincipalTags={"dept": "custom:dept"})
    logins = identity.user_pool_login(**{"custom:dept": claim})
    identity_id = identity.get_id(pool_id, logins)
    for operation in ("GetCredentialsForIdentity", "GetOpenIdToken"):
        with pytest.raises(RefusedError, match="can't be a principal tag"):
            identity.call(operation, IdentityId=identity_id, Logins=logins)
    assert identity.roles.asked == []


def test_refuses_two_logins_that_give_a_tag_two_values(identity: LocalIdentityPools) -> None:
    pool_id = identity.create_pool()
    for name in (USER_POOL_NAME, PROVIDER_ARN):
        set_map(identity, pool_id, name, PrincipalTags={"dept": "dept"})
    logins = identity.login(dept="a") | identity.user_pool_login(dept="b")
    with pytest.raises(RefusedError, match="can't be a principal tag"):
        tags_of(identity, pool_id, logins)


def test_a_token_brings_no_tags_of_its_own(identity: LocalIdentityPools) -> None:
    pool_id = identity.create_pool()
    injected = {"https://aws.amazon.com/tags": {"principal_tags": {"dept": ["admin"]}}}
    assert tags_of(identity, pool_id, identity.user_pool_login(**injected)) == {}
    set_map(identity, pool_id, UseDefaults=True)
    assert "dept" not in tags_of(identity, pool_id, identity.user_pool_login(**injected))


def test_no_map_is_an_inactive_one(identity: LocalIdentityPools) -> None:
    pool_id = identity.create_pool()
    assert get_map(identity, pool_id) == {
        "IdentityPoolId": pool_id,
        "IdentityProviderName": USER_POOL_NAME,
        "UseDefaults": False,
        "PrincipalTags": {},
    }
    assert tags_of(identity, pool_id, identity.user_pool_login()) == {}


def test_defaults_are_user_and_client(identity: LocalIdentityPools) -> None:
    pool_id = identity.create_pool()
    made = set_map(identity, pool_id, UseDefaults=True, PrincipalTags={})
    assert (made["UseDefaults"], made["PrincipalTags"]) == (True, DEFAULTS)
    assert tags_of(identity, pool_id, identity.user_pool_login()) == {
        "username": "34c84488",
        "client": APP_CLIENT_ID,
    }


def test_a_map_names_the_claims_and_leaves_out_what_is_not_there(identity: LocalIdentityPools) -> None:
    pool_id = identity.create_pool()
    set_map(identity, pool_id, PrincipalTags={"dept": "custom:dept", "vip": "vip", "gone": "custom:gone"})
    identity.restart()
    assert get_map(identity, pool_id, f"127.0.0.1:4566/{USER_POOL_ID}")["PrincipalTags"]["vip"] == "vip"
    logins = identity.user_pool_login(**{"custom:dept": "Sales", "vip": True})
    assert tags_of(identity, pool_id, logins) == {"dept": "Sales", "vip": "true"}
    assert tags_of(identity, pool_id, identity.login(**{"custom:dept": "Sales"})) == {}
    set_map(identity, pool_id, PrincipalTags={})
    assert tags_of(identity, pool_id, logins) == {}


def test_an_oidc_provider_is_named_by_its_issuer_or_its_arn(identity: LocalIdentityPools) -> None:
    pool_id = identity.create_pool()
    set_map(identity, pool_id, PROVIDER_NAME, PrincipalTags={"org": "organization_id"})
    assert get_map(identity, pool_id, PROVIDER_ARN)["PrincipalTags"] == {"org": "organization_id"}
    assert tags_of(identity, pool_id, identity.login(organization_id="00D1")) == {"org": "00D1"}


def test_the_basic_flows_token_carries_the_tags(identity: LocalIdentityPools) -> None:
    pool_id = identity.create_pool(AllowClassicFlow=True)
    set_map(identity, pool_id, PrincipalTags={"dept": "custom:dept"})
    logins = identity.user_pool_login(**{"custom:dept": "Sales"})
    identity_id = identity.get_id(pool_id, logins)
    token = identity.call("GetOpenIdToken", IdentityId=identity_id, Logins=logins)["Token"]
    claims = jwt.decode(token, options={"verify_signature": False})
    assert claims["https://aws.amazon.com/tags"] == {"principal_tags": {"dept": ["Sales"]}}
