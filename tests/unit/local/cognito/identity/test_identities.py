import asyncio
from typing import Any

import pytest

from unit.local.cognito.identity.local_identity_pools import (
    ACCOUNT_ID,
    PROVIDER_NAME,
    REGION,
    USER_POOL_NAME,
    LocalIdentityPools,
    RefusedError,
)

UNKNOWN = f"{REGION}:11111111-1111-1111-1111-111111111111"
FORBIDDEN = "Logins don't match. Please include at least one valid login for this identity or identity pool."
SPEAKING = ("GetCredentialsForIdentity", "GetOpenIdToken")


def refusal(identity: LocalIdentityPools, operation: str, **request: Any) -> tuple[str, str]:
    with pytest.raises(RefusedError) as refused:
        identity.call(operation, **request)
    return refused.value.code, refused.value.message


def test_get_id_refuses_an_unknown_pool(identity: LocalIdentityPools) -> None:
    assert refusal(identity, "GetId", IdentityPoolId=UNKNOWN, Logins=identity.login()) == (
        "ResourceNotFoundException",
        f"IdentityPool '{UNKNOWN}' not found.",
    )


def test_get_id_refuses_a_pools_name_for_its_id(identity: LocalIdentityPools) -> None:
    identity.create_pool()
    code, message = refusal(identity, "GetId", IdentityPoolId="Salesforce")
    assert code == "InvalidParameterException"
    assert "regular expression pattern" in message


def test_get_id_refuses_another_account(identity: LocalIdentityPools) -> None:
    pool_id = identity.create_pool()
    assert refusal(identity, "GetId", IdentityPoolId=pool_id, AccountId="210987654321")[0] == (
        "ResourceNotFoundException"
    )


@pytest.mark.parametrize("request_", [{}, {"Logins": {}}])
def test_get_id_refuses_guests_where_the_pool_wants_a_login(
    identity: LocalIdentityPools, request_: dict[str, Any]
) -> None:
    pool_id = identity.create_pool()
    assert refusal(identity, "GetId", IdentityPoolId=pool_id, **request_) == (
        "NotAuthorizedException",
        "Unauthenticated access is not supported for this identity pool.",
    )


def test_get_id_refuses_logins_of_two_identities(identity: LocalIdentityPools) -> None:
    pool_id = identity.create_pool()
    identity.get_id(pool_id, identity.login())
    identity.get_id(pool_id, identity.user_pool_login())
    both = identity.login() | identity.user_pool_login()
    assert refusal(identity, "GetId", IdentityPoolId=pool_id, Logins=both)[0] == "ResourceConflictException"


@pytest.mark.parametrize("operation", SPEAKING)
def test_an_unknown_identity_is_not_found(identity: LocalIdentityPools, operation: str) -> None:
    assert refusal(identity, operation, IdentityId=UNKNOWN, Logins=identity.login()) == (
        "ResourceNotFoundException",
        f"Identity '{UNKNOWN}' not found.",
    )


@pytest.mark.parametrize("operation", SPEAKING)
def test_an_identity_with_logins_is_forbidden_without_one(
    identity: LocalIdentityPools, operation: str
) -> None:
    pool_id = identity.create_pool(AllowUnauthenticatedIdentities=True, AllowClassicFlow=True)
    identity_id = identity.get_id(pool_id, identity.login())
    assert refusal(identity, operation, IdentityId=identity_id) == (
        "NotAuthorizedException",
        f"Access to Identity '{identity_id}' is forbidden.",
    )


@pytest.mark.parametrize("operation", [*SPEAKING, "UnlinkIdentity"])
def test_somebody_elses_login_does_not_speak_for_an_identity(
    identity: LocalIdentityPools, operation: str
) -> None:
    pool_id = identity.create_pool(AllowClassicFlow=True)
    mine = identity.get_id(pool_id, identity.login())
    identity.get_id(pool_id, identity.login(sub="known"))
    more = {"LoginsToRemove": [PROVIDER_NAME]} if operation == "UnlinkIdentity" else {}
    for subject in ("known", "new"):
        logins = identity.login(sub=subject)
        assert refusal(identity, operation, IdentityId=mine, Logins=logins, **more) == (
            "NotAuthorizedException",
            FORBIDDEN,
        )
    assert identity.call("DescribeIdentity", IdentityId=mine)["Logins"] == [PROVIDER_NAME]


def test_a_login_of_another_pool_does_not_speak_for_an_identity(identity: LocalIdentityPools) -> None:
    identity_id = identity.get_id(identity.create_pool(), identity.login())
    other = identity.create_pool(OpenIdConnectProviderARNs=[], CognitoIdentityProviders=[])
    assert refusal(identity, "GetId", IdentityPoolId=other, Logins=identity.login())[0] == (
        "NotAuthorizedException"
    )
    assert identity.call("GetCredentialsForIdentity", IdentityId=identity_id, Logins=identity.login())


def test_a_login_that_joins_is_refused_if_it_is_somebody_elses(identity: LocalIdentityPools) -> None:
    pool_id = identity.create_pool()
    mine = identity.get_id(pool_id, identity.login())
    identity.get_id(pool_id, identity.user_pool_login())
    both = identity.login() | identity.user_pool_login()
    assert refusal(identity, "GetCredentialsForIdentity", IdentityId=mine, Logins=both)[0] == (
        "ResourceConflictException"
    )


def test_a_guest_that_signed_in_is_no_guest_any_more(identity: LocalIdentityPools) -> None:
    pool_id = identity.create_pool(AllowUnauthenticatedIdentities=True)
    guest = identity.call("GetId", IdentityPoolId=pool_id)["IdentityId"]
    identity.call("GetCredentialsForIdentity", IdentityId=guest, Logins=identity.login())
    assert refusal(identity, "GetCredentialsForIdentity", IdentityId=guest)[0] == "NotAuthorizedException"
    assert identity.get_id(pool_id, identity.login()) == guest


def test_guests_are_refused_once_the_pool_wants_logins(identity: LocalIdentityPools) -> None:
    pool_id = identity.create_pool(AllowUnauthenticatedIdentities=True)
    guest = identity.call("GetId", IdentityPoolId=pool_id)["IdentityId"]
    identity.call(
        "UpdateIdentityPool",
        IdentityPoolId=pool_id,
        IdentityPoolName="Salesforce",
        AllowUnauthenticatedIdentities=False,
    )
    assert refusal(identity, "GetCredentialsForIdentity", IdentityId=guest) == (
        "NotAuthorizedException",
        "Unauthenticated access is not supported for this identity pool.",
    )


def test_a_deleted_identity_is_gone_and_its_login_gets_another(identity: LocalIdentityPools) -> None:
    pool_id = identity.create_pool()
    identity_id = identity.get_id(pool_id, identity.login())
    unprocessed = identity.call("DeleteIdentities", IdentityIdsToDelete=[identity_id, UNKNOWN])
    assert unprocessed["UnprocessedIdentityIds"] == [{"IdentityId": UNKNOWN, "ErrorCode": "AccessDenied"}]
    assert refusal(identity, "DescribeIdentity", IdentityId=identity_id)[0] == "ResourceNotFoundException"
    assert identity.get_id(pool_id, identity.login()) != identity_id


def test_a_deleted_pool_takes_its_identities_along(identity: LocalIdentityPools) -> None:
    pool_id = identity.create_pool()
    identity_id = identity.get_id(pool_id, identity.login())
    identity.call("DeleteIdentityPool", IdentityPoolId=pool_id)
    assert refusal(identity, "DescribeIdentity", IdentityId=identity_id)[0] == "ResourceNotFoundException"
    assert refusal(identity, "DeleteIdentityPool", IdentityPoolId=pool_id)[0] == "ResourceNotFoundException"


def test_one_person_keeps_one_identity_over_a_restart(identity: LocalIdentityPools) -> None:
    pool_id = identity.create_pool()
    first = identity.get_id(pool_id, identity.login())
    identity.restart()
    assert identity.get_id(pool_id, identity.login()) == first
    assert identity.get_id(pool_id, identity.login(sub="another")) != first
    assert identity.get_id(identity.create_pool(), identity.login()) != first


def test_two_first_sightings_at_once_make_one_identity(identity: LocalIdentityPools) -> None:
    pool_id, logins = identity.create_pool(), identity.login()

    async def meet() -> list[Any]:
        calls = (identity.acall("GetId", IdentityPoolId=pool_id, Logins=logins) for _ in range(8))
        return list(await asyncio.gather(*calls))

    assert len({found["IdentityId"] for found in asyncio.run(meet())}) == 1


def test_guests_are_new_each_time(identity: LocalIdentityPools) -> None:
    pool_id = identity.create_pool(AllowUnauthenticatedIdentities=True)
    guests = {identity.call("GetId", IdentityPoolId=pool_id)["IdentityId"] for _ in range(3)}
    assert len(guests) == 3


def test_logins_join_one_identity_and_leave_it(identity: LocalIdentityPools) -> None:
    pool_id = identity.create_pool()
    both = identity.login() | identity.user_pool_login()
    identity_id = identity.get_id(pool_id, identity.login())
    assert identity.get_id(pool_id, both) == identity_id
    assert identity.get_id(pool_id, identity.user_pool_login()) == identity_id
    described = identity.call("DescribeIdentity", IdentityId=identity_id)
    assert described["Logins"] == [USER_POOL_NAME, PROVIDER_NAME]
    identity.call(
        "UnlinkIdentity", IdentityId=identity_id, Logins=identity.login(), LoginsToRemove=[USER_POOL_NAME]
    )
    assert identity.get_id(pool_id, identity.user_pool_login()) != identity_id


def test_an_identity_without_its_last_login_is_no_guest(identity: LocalIdentityPools) -> None:
    pool_id = identity.create_pool(AllowUnauthenticatedIdentities=True)
    identity_id = identity.get_id(pool_id, identity.login())
    identity.call(
        "UnlinkIdentity", IdentityId=identity_id, Logins=identity.login(), LoginsToRemove=[PROVIDER_NAME]
    )
    assert refusal(identity, "GetCredentialsForIdentity", IdentityId=identity_id) == (
        "NotAuthorizedException",
        f"Access to Identity '{identity_id}' is forbidden.",
    )
    assert refusal(
        identity, "GetCredentialsForIdentity", IdentityId=identity_id, Logins=identity.login()
    ) == ("NotAuthorizedException", FORBIDDEN)
    assert identity.get_id(pool_id, identity.login()) != identity_id


def test_refuses_a_second_login_of_one_provider(identity: LocalIdentityPools) -> None:
    pool_id = identity.create_pool()
    identity_id = identity.get_id(pool_id, identity.login() | identity.user_pool_login())
    logins = identity.login(sub="another") | identity.user_pool_login()
    for operation in ("GetId", "GetCredentialsForIdentity"):
        named = {"IdentityPoolId": pool_id} if operation == "GetId" else {"IdentityId": identity_id}
        assert refusal(identity, operation, Logins=logins, **named)[0] == "ResourceConflictException"


def test_identities_come_in_pages(identity: LocalIdentityPools) -> None:
    pool_id = identity.create_pool(AllowUnauthenticatedIdentities=True)
    made = {identity.call("GetId", IdentityPoolId=pool_id)["IdentityId"] for _ in range(5)}
    seen: list[str] = []
    token: dict[str, str] = {}
    while True:
        page = identity.call("ListIdentities", IdentityPoolId=pool_id, MaxResults=2, **token)
        seen += [each["IdentityId"] for each in page["Identities"]]
        if "NextToken" not in page:
            break
        token = {"NextToken": page["NextToken"]}
    assert (len(seen), set(seen)) == (5, made)
    assert refusal(identity, "ListIdentities", IdentityPoolId=pool_id, MaxResults=2, NextToken="x")[0] == (
        "InvalidParameterException"
    )


def test_the_account_may_be_named(identity: LocalIdentityPools) -> None:
    pool_id = identity.create_pool()
    assert identity.call("GetId", IdentityPoolId=pool_id, AccountId=ACCOUNT_ID, Logins=identity.login())
