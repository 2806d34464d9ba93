from typing import Any

import jwt
import pytest

from unit.local.cognito.identity.local_identity_pools import (
    APP_CLIENT_ID,
    PROVIDER_NAME,
    REGION,
    ROLE_ARN,
    USER_POOL_NAME,
    LocalIdentityPools,
    RefusedError,
)
from unit.local.openid.fake_provider import an_rsa_key

DEVELOPER = "login.example"
UNKNOWN = f"{REGION}:11111111-1111-1111-1111-111111111111"
DO_NOT_MATCH = (
    "NotAuthorizedException",
    "Logins don't match. Please include at least one valid login for this identity or identity pool.",
)


def a_pool(identity: LocalIdentityPools, **settings: Any) -> str:
    return identity.create_pool(DeveloperProviderName=DEVELOPER, **settings)


def register(identity: LocalIdentityPools, pool_id: str, user: str = "sample-user", **more: Any) -> Any:
    logins = {DEVELOPER: user} | more.pop("Logins", {})
    return identity.call("GetOpenIdTokenForDeveloperIdentity", IdentityPoolId=pool_id, Logins=logins, **more)


def refusal(identity: LocalIdentityPools, operation: str, **request: Any) -> tuple[str, str]:
    with pytest.raises(RefusedError) as refused:
        identity.call(operation, **request)
    return refused.value.code, refused.value.message


def credentials(identity: LocalIdentityPools, identity_id: str, token: str, **more: Any) -> Any:
    logins = {"cognito-identity.amazonaws.com": token} | more.pop("Logins", {})
    return identity.call("GetCredentialsForIdentity", IdentityId=identity_id, Logins=logins, **more)


def credentials_refusal(identity: LocalIdentityPools, *args: str, **more: Any) -> tuple[str, str]:
    with pytest.raises(RefusedError) as refused:
        credentials(identity, *args, **more)
    assert identity.roles.asked == []
    return refused.value.code, refused.value.message


def claims_of(token: str) -> dict[str, Any]:
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        ({"IdentityPoolId": UNKNOWN}, "ResourceNotFoundException"),
        ({"Logins": {}}, "InvalidParameterException"),
        ({"Logins": {"login.other": "sample-user"}}, "InvalidParameterException"),
        ({"Logins": {DEVELOPER: ""}}, "InvalidParameterException"),
        ({"Logins": {DEVELOPER: "x" * 1025}}, "InvalidParameterException"),
        ({"Logins": {DEVELOPER: "a", "login.other": "b"}}, "NotAuthorizedException"),
        ({"Logins": {DEVELOPER: "a", PROVIDER_NAME: "garbage"}}, "NotAuthorizedException"),
        (
            {"Logins": {DEVELOPER: "a", "cognito-identity.amazonaws.com": "garbage"}},
            "NotAuthorizedException",
        ),
        ({"TokenDuration": 0}, "InvalidParameterException"),
        ({"TokenDuration": 86_401}, "InvalidParameterException"),
        ({"PrincipalTags": {"aws:dept": "a"}}, "InvalidParameterException"),
        ({"PrincipalTags": {"dept": "*"}}, "InvalidParameterException"),
        ({"PrincipalTags": {f"name-{number}": "x" for number in range(51)}}, "InvalidParameterException"),
        ({"IdentityId": UNKNOWN}, "ResourceNotFoundException"),
    ],
)
def test_refuses_a_token_for(identity: LocalIdentityPools, request_: dict[str, Any], code: str) -> None:
    request = {"IdentityPoolId": a_pool(identity), "Logins": {DEVELOPER: "sample-user"}} | request_
    assert refusal(identity, "GetOpenIdTokenForDeveloperIdentity", **request)[0] == code


def test_refuses_a_token_where_the_pool_has_no_developer_provider(identity: LocalIdentityPools) -> None:
    pool_id = identity.create_pool()
    request = {"IdentityPoolId": pool_id, "Logins": {DEVELOPER: "sample-user"}}
    assert refusal(identity, "GetOpenIdTokenForDeveloperIdentity", **request) == (
        "InvalidParameterException",
        "This identity pool does not support the specified developer provider.",
    )


def test_refuses_an_identity_of_another_pool(identity: LocalIdentityPools) -> None:
    other = register(identity, a_pool(identity))["IdentityId"]
    request = {"IdentityPoolId": a_pool(identity), "IdentityId": other, "Logins": {DEVELOPER: "a"}}
    code, _ = refusal(identity, "GetOpenIdTokenForDeveloperIdentity", **request)
    assert code == "ResourceNotFoundException"


def test_refuses_a_user_who_has_another_identity(identity: LocalIdentityPools) -> None:
    pool_id = a_pool(identity)
    register(identity, pool_id)
    other = register(identity, pool_id, "another")["IdentityId"]
    request = {"IdentityPoolId": pool_id, "IdentityId": other, "Logins": {DEVELOPER: "sample-user"}}
    assert refusal(identity, "GetOpenIdTokenForDeveloperIdentity", **request)[0] == (
        "DeveloperUserAlreadyRegisteredException"
    )


def test_refuses_to_link_to_an_identity_that_nothing_speaks_for(identity: LocalIdentityPools) -> None:
    pool_id = a_pool(identity)
    theirs = identity.get_id(pool_id, identity.login())
    request = {"IdentityPoolId": pool_id, "IdentityId": theirs, "Logins": {DEVELOPER: "sample-user"}}
    assert refusal(identity, "GetOpenIdTokenForDeveloperIdentity", **request) == DO_NOT_MATCH
    assert register(identity, pool_id, IdentityId=theirs, Logins=identity.login())["IdentityId"] == theirs


def test_refuses_logins_of_two_identities(identity: LocalIdentityPools) -> None:
    pool_id = a_pool(identity)
    register(identity, pool_id)
    identity.get_id(pool_id, identity.login())
    request = {"IdentityPoolId": pool_id, "Logins": {DEVELOPER: "sample-user"} | identity.login()}
    assert refusal(identity, "GetOpenIdTokenForDeveloperIdentity", **request)[0] == (
        "ResourceConflictException"
    )


def test_refuses_more_than_twenty_logins(identity: LocalIdentityPools) -> None:
    pool_id = a_pool(identity)
    logins = identity.login()
    for number in range(19):
        register(identity, pool_id, f"user-{number}", Logins=logins)
    request = {"IdentityPoolId": pool_id, "Logins": {DEVELOPER: "one-too-many"} | logins}
    assert refusal(identity, "GetOpenIdTokenForDeveloperIdentity", **request)[0] == (
        "InvalidParameterException"
    )


def test_credentials_are_refused_for_a_forged_or_foreign_token(identity: LocalIdentityPools) -> None:
    pool_id = a_pool(identity)
    mine = register(identity, pool_id)
    genuine = claims_of(mine["Token"])
    header = jwt.get_unverified_header(mine["Token"])
    forged = jwt.encode(genuine, an_rsa_key(), algorithm="RS512", headers=header)
    for token in (forged, f"{forged.rsplit('.', 1)[0]}.", forged.replace("RS512", "none")):
        assert credentials_refusal(identity, mine["IdentityId"], token)[0] == "NotAuthorizedException"
    others = register(identity, pool_id, "another")["Token"]
    assert credentials_refusal(identity, mine["IdentityId"], others) == DO_NOT_MATCH
    elsewhere = register(identity, a_pool(identity))["Token"]
    assert credentials_refusal(identity, mine["IdentityId"], elsewhere) == DO_NOT_MATCH
    assert credentials_refusal(identity, mine["IdentityId"], identity.provider.token()) == (
        "NotAuthorizedException",
        "Invalid login token. Issuer doesn't match providerName",
    )


def test_credentials_are_refused_for_an_expired_token(identity: LocalIdentityPools) -> None:
    made = register(identity, a_pool(identity), TokenDuration=1)
    identity.clock.time += 1
    code, message = credentials_refusal(identity, made["IdentityId"], made["Token"])
    assert (code, "Token expired" in message) == ("NotAuthorizedException", True)


def test_credentials_are_refused_for_a_token_of_the_basic_flow(identity: LocalIdentityPools) -> None:
    pool_id = a_pool(identity, AllowClassicFlow=True)
    identity_id = register(identity, pool_id, Logins=identity.login())["IdentityId"]
    basic = identity.call("GetOpenIdToken", IdentityId=identity_id, Logins=identity.login())["Token"]
    assert credentials_refusal(identity, identity_id, basic) == (
        "NotAuthorizedException",
        "Token is not from a supported provider of this identity pool.",
    )


def test_credentials_are_refused_for_two_kinds_of_logins_at_once(identity: LocalIdentityPools) -> None:
    made = register(identity, a_pool(identity))
    refused = credentials_refusal(identity, made["IdentityId"], made["Token"], Logins=identity.login())
    assert refused == ("InvalidParameterException", "Please provide a valid public provider")


def test_credentials_of_a_developers_user_are_no_custom_roles(identity: LocalIdentityPools) -> None:
    made = register(identity, a_pool(identity))
    refused = credentials_refusal(identity, made["IdentityId"], made["Token"], CustomRoleArn=ROLE_ARN)
    assert refused[0] == "NotAuthorizedException"


def test_nobody_speaks_for_an_unlinked_user(identity: LocalIdentityPools) -> None:
    pool_id = a_pool(identity, AllowUnauthenticatedIdentities=True)
    made = register(identity, pool_id)
    request = {
        "IdentityId": made["IdentityId"],
        "IdentityPoolId": pool_id,
        "DeveloperProviderName": DEVELOPER,
        "DeveloperUserIdentifier": "sample-user",
    }
    assert refusal(identity, "UnlinkDeveloperIdentity", **request | {"DeveloperProviderName": "other"})[
        0
    ] == ("InvalidParameterException")
    assert refusal(identity, "UnlinkDeveloperIdentity", **request | {"IdentityPoolId": a_pool(identity)})[
        0
    ] == ("ResourceNotFoundException")
    identity.call("UnlinkDeveloperIdentity", **request)
    assert refusal(identity, "UnlinkDeveloperIdentity", **request)[0] == "ResourceNotFoundException"
    assert credentials_refusal(identity, made["IdentityId"], made["Token"]) == DO_NOT_MATCH
    assert refusal(identity, "GetCredentialsForIdentity", IdentityId=made["IdentityId"])[0] == (
        "NotAuthorizedException"
    )
    assert register(identity, pool_id)["IdentityId"] != made["IdentityId"]


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        ({}, "InvalidParameterException"),
        ({"DeveloperUserIdentifier": "nobody"}, "ResourceNotFoundException"),
        ({"IdentityId": UNKNOWN}, "ResourceNotFoundException"),
        ({"DeveloperUserIdentifier": "sample-user", "IdentityId": UNKNOWN}, "ResourceConflictException"),
        ({"MaxResults": 61, "DeveloperUserIdentifier": "sample-user"}, "InvalidParameterException"),
    ],
)
def test_lookup_refuses(identity: LocalIdentityPools, request_: dict[str, Any], code: str) -> None:
    pool_id = a_pool(identity)
    register(identity, pool_id)
    assert refusal(identity, "LookupDeveloperIdentity", IdentityPoolId=pool_id, **request_)[0] == code


def test_lookup_shows_no_identity_of_another_pool(identity: LocalIdentityPools) -> None:
    identity_id = register(identity, a_pool(identity))["IdentityId"]
    request = {"IdentityPoolId": a_pool(identity), "IdentityId": identity_id}
    assert refusal(identity, "LookupDeveloperIdentity", **request)[0] == "ResourceNotFoundException"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"SourceUserIdentifier": "nobody"}, "ResourceNotFoundException"),
        ({"DestinationUserIdentifier": "nobody"}, "ResourceNotFoundException"),
        ({"DestinationUserIdentifier": "source"}, "InvalidParameterException"),
        ({"DeveloperProviderName": "login.other"}, "InvalidParameterException"),
        ({"IdentityPoolId": UNKNOWN}, "ResourceNotFoundException"),
    ],
)
def test_merge_refuses(identity: LocalIdentityPools, changes: dict[str, str], code: str) -> None:
    pool_id = a_pool(identity)
    register(identity, pool_id, "source")
    register(identity, pool_id, "destination")
    assert refusal(identity, "MergeDeveloperIdentities", **merge_request(pool_id) | changes)[0] == code


def merge_request(pool_id: str) -> dict[str, str]:
    return {
        "IdentityPoolId": pool_id,
        "DeveloperProviderName": DEVELOPER,
        "SourceUserIdentifier": "source",
        "DestinationUserIdentifier": "destination",
    }


def test_merge_refuses_two_people_of_one_provider(identity: LocalIdentityPools) -> None:
    pool_id = a_pool(identity)
    source = register(identity, pool_id, "source", Logins=identity.login())["IdentityId"]
    register(identity, pool_id, "destination", Logins=identity.login(sub="another"))
    assert refusal(identity, "MergeDeveloperIdentities", **merge_request(pool_id))[0] == (
        "ResourceConflictException"
    )
    assert identity.get_id(pool_id, identity.login()) == source


def test_nobody_speaks_for_a_merged_identity(identity: LocalIdentityPools) -> None:
    pool_id = a_pool(identity, AllowUnauthenticatedIdentities=True)
    source = register(identity, pool_id, "source", Logins=identity.login())
    destination = register(identity, pool_id, "destination")
    merged = identity.call("MergeDeveloperIdentities", **merge_request(pool_id))
    assert merged == {"IdentityId": destination["IdentityId"]}
    assert credentials_refusal(identity, source["IdentityId"], source["Token"]) == DO_NOT_MATCH
    for logins in ({}, identity.login(), identity.login(sub="somebody new")):
        code, _ = refusal(
            identity, "GetCredentialsForIdentity", IdentityId=source["IdentityId"], Logins=logins
        )
        assert code == "NotAuthorizedException"
    assert register(identity, pool_id, "source")["IdentityId"] == destination["IdentityId"]
    assert identity.get_id(pool_id, identity.login()) == destination["IdentityId"]


def test_a_deleted_identitys_token_gives_nothing(identity: LocalIdentityPools) -> None:
    made = register(identity, a_pool(identity))
    identity.call("DeleteIdentities", IdentityIdsToDelete=[made["IdentityId"]])
    assert credentials_refusal(identity, made["IdentityId"], made["Token"])[0] == "ResourceNotFoundException"


def test_a_user_keeps_one_identity_and_its_token_is_as_aws_makes_it(identity: LocalIdentityPools) -> None:
    pool_id = a_pool(identity)
    made = register(identity, pool_id, TokenDuration=86_400, PrincipalTags={"dept": "Sales"})
    identity.restart()
    again = register(identity, pool_id)
    assert again["IdentityId"] == made["IdentityId"]
    assert jwt.get_unverified_header(made["Token"])["alg"] == "RS512"
    claims = claims_of(made["Token"])
    assert claims["amr"] == ["authenticated", DEVELOPER, f"{DEVELOPER}:{pool_id}:sample-user"]
    assert (claims["sub"], claims["aud"]) == (made["IdentityId"], pool_id)
    assert claims["exp"] - claims["iat"] == 86_400
    assert claims["https://aws.amazon.com/tags"] == {"principal_tags": {"dept": ["Sales"]}}
    assert claims_of(again["Token"])["exp"] - claims_of(again["Token"])["iat"] == 900


def test_credentials_are_the_authenticated_roles_with_the_tokens_tags(identity: LocalIdentityPools) -> None:
    made = register(identity, a_pool(identity), PrincipalTags={"dept": "Sales"})
    assert credentials(identity, made["IdentityId"], made["Token"])["IdentityId"] == made["IdentityId"]
    role_arn, asked, _ = identity.roles.asked[-1]
    assert (role_arn, asked.amr[:2]) == (ROLE_ARN, ("authenticated", DEVELOPER))
    assert asked.tags == {"dept": "Sales"}


def test_a_guest_becomes_a_developers_user_and_logins_join(identity: LocalIdentityPools) -> None:
    pool_id = a_pool(identity, AllowUnauthenticatedIdentities=True)
    guest = identity.call("GetId", IdentityPoolId=pool_id)["IdentityId"]
    assert register(identity, pool_id, IdentityId=guest)["IdentityId"] == guest
    joined = register(identity, pool_id, Logins=identity.user_pool_login(aud=APP_CLIENT_ID))
    assert joined["IdentityId"] == guest
    assert claims_of(joined["Token"])["amr"][-1] == USER_POOL_NAME
    described = identity.call("DescribeIdentity", IdentityId=guest)
    assert described["Logins"] == [USER_POOL_NAME, DEVELOPER]
    assert identity.get_id(pool_id, identity.user_pool_login()) == guest


def test_a_developers_user_is_nobody_of_a_provider_with_the_same_name(identity: LocalIdentityPools) -> None:
    pool_id = identity.create_pool(DeveloperProviderName=PROVIDER_NAME)
    request = {"IdentityPoolId": pool_id, "Logins": {PROVIDER_NAME: "sample"}}
    made = identity.call("GetOpenIdTokenForDeveloperIdentity", **request)
    assert identity.get_id(pool_id, identity.login(sub="sample")) != made["IdentityId"]


def test_lookup_finds_both_ways_in_pages(identity: LocalIdentityPools) -> None:
    pool_id = a_pool(identity)
    users = [f"user-{number}" for number in range(3)]
    identity_id = register(identity, pool_id, users[0], Logins=identity.login())["IdentityId"]
    for user in users[1:]:
        register(identity, pool_id, user, Logins=identity.login())
    found = identity.call("LookupDeveloperIdentity", IdentityPoolId=pool_id, DeveloperUserIdentifier="user-1")
    assert found == {"IdentityId": identity_id, "DeveloperUserIdentifierList": ["user-1"]}
    request = {"IdentityPoolId": pool_id, "IdentityId": identity_id, "MaxResults": 2}
    first = identity.call("LookupDeveloperIdentity", **request)
    second = identity.call("LookupDeveloperIdentity", **request, NextToken=first["NextToken"])
    assert first["DeveloperUserIdentifierList"] + second["DeveloperUserIdentifierList"] == users
    assert "NextToken" not in second
    assert identity.call("LookupDeveloperIdentity", **request, DeveloperUserIdentifier="user-1") == found
