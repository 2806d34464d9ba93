import asyncio
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from isthmus.errors import UnavailableError
from isthmus.local.awsjson import AwsError
from unit.local.cognito.identity.local_identity_pools import (
    APP_CLIENT_ID,
    ISSUER_BASE,
    PROVIDER_ARN,
    PROVIDER_NAME,
    USER_POOL_ID,
    USER_POOL_NAME,
    LocalIdentityPools,
    RefusedError,
)
from unit.local.openid.fake_provider import SUBJECT, an_rsa_key

SAML_ARN = "arn:aws:iam::123456789012:saml-provider/corporate"
UNSUPPORTED = "Token is not from a supported provider of this identity pool."
Make = Callable[[LocalIdentityPools], dict[str, str]]


def refusal(identity: LocalIdentityPools, pool_id: str, logins: dict[str, str]) -> tuple[str, str]:
    with pytest.raises(RefusedError) as refused:
        identity.get_id(pool_id, logins)
    return refused.value.code, refused.value.message


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"iss": "https://evil.example"}, "Invalid login token. Issuer doesn't match providerName"),
        ({"iss": f"{ISSUER_BASE}/us-east-1_Other"}, "Invalid login token. Issuer doesn't match providerName"),
        ({"key": an_rsa_key()}, "Invalid login token. Couldn't verify signed token."),
        ({"aud": "another-client"}, UNSUPPORTED),
        ({"aud": None}, "Invalid login token. Missing a required claim: aud"),
        ({"aud": None, "token_use": "access"}, "Invalid login token. Missing a required claim: aud"),
        ({"token_use": "access"}, "Invalid login token. Not a valid OpenId Connect identity token."),
        ({"token_use": None}, "Invalid login token. Not a valid OpenId Connect identity token."),
        ({"sub": None}, "Invalid login token. Missing a required claim: sub"),
        ({"exp": None}, "Invalid login token. Missing a required claim: exp"),
    ],
)
def test_refuses_a_token_of_a_user_pool(
    identity: LocalIdentityPools, changes: dict[str, Any], message: str
) -> None:
    pool_id = identity.create_pool()
    logins = identity.user_pool_login(**changes)
    assert refusal(identity, pool_id, logins) == ("NotAuthorizedException", message)


def test_refuses_an_expired_token_of_a_user_pool_at_once(identity: LocalIdentityPools) -> None:
    pool_id, logins = identity.create_pool(), identity.user_pool_login(exp=int(identity.clock.time) + 1)
    identity.clock.time += 1
    now = int(identity.clock.time)
    assert refusal(identity, pool_id, logins) == (
        "NotAuthorizedException",
        f"Invalid login token. Token expired: {now} >= {now}",
    )


@pytest.mark.parametrize(
    "name",
    [
        "graph.facebook.com",
        "accounts.google.com",
        "evil.example",
        "https://org.example",
        "org.example/",
        "ORG.EXAMPLE",
        "g.example",
        "cognito-idp.us-east-1.amazonaws.com/us-east-1_Other",
        "cognito-idp.eu-west-1.amazonaws.com/us-east-1_AbCdEfGhI",
        "127.0.0.1:4566/us-east-1_Other",
        "oidc-provider/org.example",
    ],
)
def test_refuses_a_provider_that_the_pool_does_not_take(identity: LocalIdentityPools, name: str) -> None:
    pool_id = identity.create_pool()
    logins = {name: identity.provider.token()}
    assert refusal(identity, pool_id, logins) == ("NotAuthorizedException", UNSUPPORTED)


def test_refuses_a_cognito_token_where_a_login_is_wanted(identity: LocalIdentityPools) -> None:
    pool_id = identity.create_pool()
    logins = {"cognito-identity.amazonaws.com": identity.provider.token()}
    assert refusal(identity, pool_id, logins) == (
        "NotAuthorizedException",
        "Invalid login token. Can't pass in a Cognito token.",
    )


def test_refuses_a_developers_user_where_a_login_is_wanted(identity: LocalIdentityPools) -> None:
    pool_id = identity.create_pool(DeveloperProviderName="login.example")
    assert refusal(identity, pool_id, {"login.example": "sample-user"}) == (
        "InvalidParameterException",
        "Please provide a valid public provider",
    )


@pytest.mark.parametrize("name", ["graph.facebook.com", SAML_ARN])
def test_says_that_it_can_not_verify_social_and_saml_logins(identity: LocalIdentityPools, name: str) -> None:
    pool_id = identity.create_pool(
        SupportedLoginProviders={"graph.facebook.com": "7346241598935552"}, SamlProviderARNs=[SAML_ARN]
    )
    assert refusal(identity, pool_id, {name: "sample"})[0] == "UnsupportedOperationException"


def test_refuses_who_signed_out_where_the_user_pool_is_asked(identity: LocalIdentityPools) -> None:
    provider = {"ProviderName": USER_POOL_NAME, "ClientId": APP_CLIENT_ID, "ServerSideTokenCheck": True}
    pool_id, logins = identity.create_pool(CognitoIdentityProviders=[provider]), identity.user_pool_login()
    assert refusal(identity, pool_id, logins) == (
        "NotAuthorizedException",
        "Invalid login token. Token has been revoked.",
    )
    identity.signed_in.add((identity.user_pool.issuer, "34c84488"))
    assert identity.get_id(pool_id, logins)


def test_refuses_a_provider_that_iam_lost_or_has_at_another_address(identity: LocalIdentityPools) -> None:
    pool_id = identity.create_pool()
    identity.rename(pool_id, "https://elsewhere.example")
    assert refusal(identity, pool_id, identity.login()) == ("NotAuthorizedException", UNSUPPORTED)
    del identity.providers.providers[PROVIDER_ARN]
    assert refusal(identity, pool_id, identity.login()) == ("NotAuthorizedException", UNSUPPORTED)


def test_refuses_all_when_iam_or_the_provider_is_silent(identity: LocalIdentityPools) -> None:
    pool_id = identity.create_pool()
    identity.provider.spoiled = httpx2.ConnectError("refused")
    assert refusal(identity, pool_id, identity.login())[0] == "ExternalServiceException"
    identity.providers.failure = UnavailableError("silent")
    assert refusal(identity, pool_id, identity.login())[0] == "ExternalServiceException"


def test_refuses_all_logins_for_one_bad_one(identity: LocalIdentityPools) -> None:
    pool_id = identity.create_pool()
    logins = identity.login() | identity.user_pool_login(aud="other")
    assert refusal(identity, pool_id, logins) == ("NotAuthorizedException", UNSUPPORTED)


def test_refuses_two_logins_of_one_user_pool_under_its_two_names(identity: LocalIdentityPools) -> None:
    pool_id = identity.create_pool()
    token = identity.user_pool_login()[USER_POOL_NAME]
    other = identity.user_pool_login(sub="another")[USER_POOL_NAME]
    logins = {USER_POOL_NAME: token, f"127.0.0.1:4566/{USER_POOL_ID}": other}
    assert refusal(identity, pool_id, logins)[0] == "ResourceConflictException"


def test_a_token_in_a_message_is_never_shown(identity: LocalIdentityPools) -> None:
    pool_id, secret = identity.create_pool(), "x" * 60_000
    code, message = refusal(identity, pool_id, {PROVIDER_NAME: secret})
    assert code == "InvalidParameterException"
    assert "xxx" not in message


def test_takes_a_user_pools_token_under_both_names(identity: LocalIdentityPools) -> None:
    pool_id = identity.create_pool()
    logins = identity.user_pool_login()
    found = identity.get_id(pool_id, logins)
    local_name = {f"127.0.0.1:4566/{USER_POOL_ID}": logins[USER_POOL_NAME]}
    assert identity.get_id(pool_id, local_name) == found


def test_takes_a_token_of_a_provider_within_the_grace_period(identity: LocalIdentityPools) -> None:
    pool_id, logins = identity.create_pool(), identity.login()
    identity.clock.time += 120 + 299
    assert identity.get_id(pool_id, logins)
    identity.clock.time += 1
    assert "Token expired" in refusal(identity, pool_id, logins)[1]


def test_subjects_of_two_providers_are_two_people(identity: LocalIdentityPools) -> None:
    pool_id = identity.create_pool()
    of_org = identity.get_id(pool_id, identity.login(sub=SUBJECT))
    of_user_pool = identity.get_id(pool_id, identity.user_pool_login(sub=SUBJECT, aud=APP_CLIENT_ID))
    assert of_org != of_user_pool


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"iss": "https://evil.example"}, UNSUPPORTED),
        ({"key": an_rsa_key()}, "Invalid login token. Couldn't verify signed token."),
        ({"aud": "another-client"}, UNSUPPORTED),
    ],
)
def test_a_checked_login_is_refused_as_by_get_id(
    identity: LocalIdentityPools, changes: dict[str, Any], message: str
) -> None:
    pool_id = identity.create_pool()
    with pytest.raises(AwsError) as refused:
        asyncio.run(identity.pools.check_login(pool_id, unverified_token=identity.provider.token(**changes)))
    assert refused.value.message == message


def test_a_checked_login_that_is_no_token_is_refused(identity: LocalIdentityPools) -> None:
    pool_id = identity.create_pool()
    with pytest.raises(AwsError, match="Not a valid OpenId Connect identity token"):
        asyncio.run(identity.pools.check_login(pool_id, unverified_token="sample"))


def test_a_checked_login_names_its_provider_and_makes_nobody(identity: LocalIdentityPools) -> None:
    pool_id = identity.create_pool()
    logins = {PROVIDER_NAME: identity.login(), USER_POOL_NAME: identity.user_pool_login()}
    for provider, login in logins.items():
        checked = identity.pools.check_login(pool_id, unverified_token=login[provider])
        assert asyncio.run(checked) == provider
    listed = identity.call("ListIdentities", IdentityPoolId=pool_id, MaxResults=60)
    assert listed["Identities"] == []
    assert identity.pools.names(limit=10) == [(pool_id, "Salesforce")]
