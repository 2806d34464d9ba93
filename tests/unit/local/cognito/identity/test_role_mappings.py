from typing import Any

import pytest

from unit.local.cognito.identity.local_identity_pools import (
    ACCOUNT_ID,
    APP_CLIENT_ID,
    PROVIDER_ARN,
    ROLE_ARN,
    USER_POOL_ID,
    USER_POOL_NAME,
    LocalIdentityPools,
    RefusedError,
)

MAPPED = f"{USER_POOL_NAME}:{APP_CLIENT_ID}"
ADMINS, WRITERS = f"arn:aws:iam::{ACCOUNT_ID}:role/admins", f"arn:aws:iam::{ACCOUNT_ID}:role/writers"
AMBIGUOUS = ("NotAuthorizedException", "The ambiguous role mapping rules denied this request")
TOKEN = {"Type": "Token", "AmbiguousRoleResolution": "Deny"}


def a_rule(**changes: str) -> dict[str, str]:
    rule = {"Claim": "custom:dept", "MatchType": "Equals", "Value": "Sales", "RoleARN": ADMINS}
    return rule | changes


def by_rules(*rules: dict[str, str], ambiguous: str = "Deny") -> dict[str, Any]:
    return {
        "Type": "Rules",
        "AmbiguousRoleResolution": ambiguous,
        "RulesConfiguration": {"Rules": list(rules)},
    }


def a_pool(identity: LocalIdentityPools, mappings: dict[str, Any], **settings: Any) -> str:
    pool_id = identity.create_pool(**settings)
    set_roles(identity, pool_id, mappings)
    return pool_id


def set_roles(identity: LocalIdentityPools, pool_id: str, mappings: dict[str, Any]) -> None:
    identity.call(
        "SetIdentityPoolRoles",
        IdentityPoolId=pool_id,
        Roles={"authenticated": ROLE_ARN},
        RoleMappings=mappings,
    )


def role_of(
    identity: LocalIdentityPools, pool_id: str, logins: dict[str, str], custom: str | None = None
) -> str:
    """Give the role that the logins lead to."""
    identity_id = identity.get_id(pool_id, logins)
    more = {} if custom is None else {"CustomRoleArn": custom}
    identity.call("GetCredentialsForIdentity", IdentityId=identity_id, Logins=logins, **more)
    return identity.roles.asked[-1][0]


def refusal(identity: LocalIdentityPools, pool_id: str, **request: Any) -> tuple[str, str]:
    with pytest.raises(RefusedError) as refused:
        role_of(identity, pool_id, **request)
    assert identity.roles.asked == []
    return refused.value.code, refused.value.message


@pytest.mark.parametrize(
    "name",
    [
        f"https://{MAPPED}",
        USER_POOL_NAME,
        f"{USER_POOL_NAME}:another",
        f"cognito-idp.us-east-1.amazonaws.com/us-east-1_Other:{APP_CLIENT_ID}",
        "org.example",
        "graph.facebook.com",
        "arn:aws:iam::123456789012:oidc-provider/other.example",
        ":",
    ],
)
def test_refuses_a_mapping_of_what_is_no_provider_of_the_pool(
    identity: LocalIdentityPools, name: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        a_pool(identity, {name: TOKEN})
    assert (refused.value.code, refused.value.message) == (
        "InvalidParameterException",
        f"({name}) is not a valid RoleMapping ProviderName or is not a configured provider.",
    )


@pytest.mark.parametrize(
    "mapping",
    [
        {"Type": "Token"},
        {"AmbiguousRoleResolution": "Deny"},
        TOKEN | {"Type": "Magic"},
        TOKEN | {"AmbiguousRoleResolution": "Allow"},
        TOKEN | {"RulesConfiguration": {"Rules": [a_rule()]}},
        {"Type": "Rules", "AmbiguousRoleResolution": "Deny"},
        {"Type": "Rules", "RulesConfiguration": {"Rules": [a_rule()]}},
        by_rules(),
        by_rules(*[a_rule()] * 26),
        by_rules(a_rule(MatchType="Matches")),
        by_rules(a_rule(RoleARN="admins")),
        by_rules({"Claim": "a"}),
    ],
)
def test_refuses_a_mapping_like(identity: LocalIdentityPools, mapping: dict[str, Any]) -> None:
    with pytest.raises(RefusedError) as refused:
        a_pool(identity, {MAPPED: mapping})
    assert refused.value.code == "InvalidParameterException"


def test_refuses_one_client_mapped_under_its_two_names(identity: LocalIdentityPools) -> None:
    with pytest.raises(RefusedError, match="mapped twice"):
        a_pool(identity, {MAPPED: TOKEN, f"127.0.0.1:4566/{USER_POOL_ID}:{APP_CLIENT_ID}": TOKEN})


def test_roles_of_another_providers_token_are_unsupported(identity: LocalIdentityPools) -> None:
    with pytest.raises(RefusedError) as refused:
        a_pool(identity, {PROVIDER_ARN: TOKEN})
    assert refused.value.code == "UnsupportedOperationException"


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"cognito:roles": [ADMINS, WRITERS]},
        {"cognito:roles": [ADMINS]},
        {"cognito:preferred_role": [ADMINS]},
        {"cognito:preferred_role": ""},
    ],
)
def test_a_token_that_prefers_no_role_is_ambiguous(
    identity: LocalIdentityPools, claims: dict[str, Any]
) -> None:
    pool_id = a_pool(identity, {MAPPED: TOKEN})
    assert refusal(identity, pool_id, logins=identity.user_pool_login(**claims)) == AMBIGUOUS
    set_roles(identity, pool_id, {MAPPED: TOKEN | {"AmbiguousRoleResolution": "AuthenticatedRole"}})
    assert role_of(identity, pool_id, identity.user_pool_login(**claims)) == ROLE_ARN


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"cognito:roles": [ADMINS]},
        {"cognito:roles": [f"{WRITERS}s"], "cognito:preferred_role": WRITERS},
        {"cognito:roles": {WRITERS: 1}},
        {"cognito:groups": [WRITERS]},
    ],
)
def test_nobody_picks_a_role_that_the_token_does_not_name(
    identity: LocalIdentityPools, claims: dict[str, Any]
) -> None:
    pool_id = a_pool(identity, {MAPPED: TOKEN | {"AmbiguousRoleResolution": "AuthenticatedRole"}})
    logins = identity.user_pool_login(**claims)
    assert refusal(identity, pool_id, logins=logins, custom=WRITERS) == (
        "NotAuthorizedException",
        f"Access to Role '{WRITERS}' is forbidden.",
    )


def test_a_token_gives_no_role_of_another_account(identity: LocalIdentityPools) -> None:
    pool_id = a_pool(identity, {MAPPED: TOKEN})
    foreign = "arn:aws:iam::210987654321:role/admins"
    logins = identity.user_pool_login(**{"cognito:roles": [foreign], "cognito:preferred_role": foreign})
    assert refusal(identity, pool_id, logins=logins)[0] == "InvalidIdentityPoolConfigurationException"


@pytest.mark.parametrize(
    ("rule", "claims"),
    [
        ({}, {}),
        ({}, {"custom:dept": "sales"}),
        ({}, {"custom:dept": "Sales2"}),
        ({}, {"custom:dept": ["Sales"]}),
        ({}, {"custom:dept": None}),
        ({"MatchType": "StartsWith"}, {"custom:dept": "PreSales"}),
        ({"MatchType": "StartsWith"}, {"custom:dept": ["Sales"]}),
        ({"MatchType": "Contains"}, {"custom:dept": "Sale"}),
        ({"MatchType": "Contains"}, {"custom:dept": ["Presales", "PreSales"]}),
        ({"MatchType": "Contains"}, {"custom:dept": {"Sales": True}}),
        ({"MatchType": "NotEqual"}, {"custom:dept": "Sales"}),
        ({"MatchType": "NotEqual"}, {}),
        ({"MatchType": "NotEqual"}, {"custom:dept": ["Other"]}),
    ],
)
def test_no_rule_matches(identity: LocalIdentityPools, rule: dict[str, str], claims: dict[str, Any]) -> None:
    pool_id = a_pool(identity, {MAPPED: by_rules(a_rule(**rule))})
    assert refusal(identity, pool_id, logins=identity.user_pool_login(**claims)) == AMBIGUOUS


def test_nobody_picks_the_role_of_a_rule_that_does_not_match(identity: LocalIdentityPools) -> None:
    rules = by_rules(a_rule(), a_rule(Value="Press", RoleARN=WRITERS))
    pool_id = a_pool(identity, {MAPPED: rules})
    logins = identity.user_pool_login(**{"custom:dept": "Sales"})
    assert refusal(identity, pool_id, logins=logins, custom=WRITERS)[0] == "NotAuthorizedException"


def test_mappings_of_two_logins_at_once_are_unsupported(identity: LocalIdentityPools) -> None:
    mappings = {MAPPED: by_rules(a_rule()), PROVIDER_ARN: by_rules(a_rule())}
    pool_id = a_pool(identity, mappings)
    logins = identity.login() | identity.user_pool_login()
    assert refusal(identity, pool_id, logins=logins)[0] == "UnsupportedOperationException"


def test_the_basic_flow_does_not_go_past_mappings(identity: LocalIdentityPools) -> None:
    pool_id = a_pool(identity, {MAPPED: TOKEN}, AllowClassicFlow=True)
    logins = identity.user_pool_login()
    with pytest.raises(RefusedError) as refused:
        identity.call("GetOpenIdToken", IdentityId=identity.get_id(pool_id, logins), Logins=logins)
    assert (refused.value.code, refused.value.message) == (
        "InvalidParameterException",
        "Basic (classic) flow is not supported with RoleMappings, please use enhanced flow.",
    )


def test_the_preferred_role_of_the_token_is_given(identity: LocalIdentityPools) -> None:
    pool_id = a_pool(identity, {MAPPED: TOKEN})
    claims = {"cognito:roles": [ADMINS, WRITERS], "cognito:preferred_role": WRITERS}
    assert role_of(identity, pool_id, identity.user_pool_login(**claims)) == WRITERS
    assert role_of(identity, pool_id, identity.user_pool_login(**claims), ADMINS) == ADMINS


@pytest.mark.parametrize(
    ("rule", "claims"),
    [
        ({}, {"custom:dept": "Sales"}),
        ({"Claim": "email_verified", "Value": "true"}, {"email_verified": True}),
        ({"Claim": "level", "Value": "7"}, {"level": 7}),
        ({"MatchType": "StartsWith"}, {"custom:dept": "Sales North"}),
        ({"MatchType": "Contains"}, {"custom:dept": "PreSales North"}),
        ({"MatchType": "Contains"}, {"custom:dept": ["North", "Sales"]}),
        ({"MatchType": "NotEqual"}, {"custom:dept": "Press"}),
    ],
)
def test_a_rule_matches(identity: LocalIdentityPools, rule: dict[str, str], claims: dict[str, Any]) -> None:
    pool_id = a_pool(identity, {MAPPED: by_rules(a_rule(**rule))})
    assert role_of(identity, pool_id, identity.user_pool_login(**claims)) == ADMINS


def test_the_first_rule_that_matches_wins_unless_the_caller_picks(identity: LocalIdentityPools) -> None:
    rules = by_rules(a_rule(Value="Press"), a_rule(RoleARN=WRITERS), a_rule())
    pool_id = a_pool(identity, {PROVIDER_ARN: rules})
    logins = identity.login(**{"custom:dept": "Sales"})
    assert role_of(identity, pool_id, logins) == WRITERS
    assert role_of(identity, pool_id, logins, ADMINS) == ADMINS


def test_other_logins_get_the_authenticated_role(identity: LocalIdentityPools) -> None:
    pool_id = a_pool(identity, {MAPPED: TOKEN})
    assert role_of(identity, pool_id, identity.login()) == ROLE_ARN


def test_mappings_are_kept_and_replaced_as_a_whole(identity: LocalIdentityPools) -> None:
    mappings = {MAPPED: TOKEN, PROVIDER_ARN: by_rules(a_rule(), ambiguous="AuthenticatedRole")}
    pool_id = a_pool(identity, mappings)
    identity.restart()
    roles = identity.call("GetIdentityPoolRoles", IdentityPoolId=pool_id)
    assert roles["RoleMappings"] == mappings
    identity.call("SetIdentityPoolRoles", IdentityPoolId=pool_id, Roles={"authenticated": ROLE_ARN})
    assert "RoleMappings" not in identity.call("GetIdentityPoolRoles", IdentityPoolId=pool_id)
