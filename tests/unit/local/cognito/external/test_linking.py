import json
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from unit.local.cognito.external.oidc_provider import BEA, OidcProvider
from unit.local.cognito.hosted.browsing import PASSWORD, Browser, answer_of
from unit.local.cognito.local_pools import Json, LocalPools, RefusedError

Enter = Callable[..., httpx2.Response]
BY_SUBJECT = {
    "ProviderName": "Salesforce",
    "ProviderAttributeName": "Cognito_Subject",
    "ProviderAttributeValue": BEA,
}
BY_EMAIL = {
    "ProviderName": "Salesforce",
    "ProviderAttributeName": "email",
    "ProviderAttributeValue": "bea@example.com",
}
pytestmark = pytest.mark.usefixtures("jane", "external_client")


@pytest.fixture
def jane(local: LocalPools, pool_id: str) -> Json:
    answer = local.call("AdminCreateUser", UserPoolId=pool_id, Username="jane", MessageAction="SUPPRESS")
    made: Json = answer["User"]
    return made


def link(local: LocalPools, pool_id: str, source: Json, destination: Json | None = None) -> None:
    local.call(
        "AdminLinkProviderForUser",
        UserPoolId=pool_id,
        DestinationUser=destination or {"ProviderName": "Cognito", "ProviderAttributeValue": "jane"},
        SourceUser=source,
    )


def identities(local: LocalPools, pool_id: str) -> list[Json]:
    user = local.call("AdminGetUser", UserPoolId=pool_id, Username="jane")
    found = {each["Name"]: each["Value"] for each in user["UserAttributes"]}
    parsed: list[Json] = json.loads(found.get("identities", "[]"))
    return parsed


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ({**BY_SUBJECT, "ProviderName": "Cognito"}, "InvalidParameterException"),
        ({**BY_SUBJECT, "ProviderName": "Nobody"}, "ResourceNotFoundException"),
        ({**BY_SUBJECT, "ProviderAttributeName": "phone_number"}, "InvalidParameterException"),
        ({**BY_SUBJECT, "ProviderAttributeName": "username"}, "InvalidParameterException"),
        ({**BY_SUBJECT, "ProviderAttributeName": ""}, "InvalidParameterException"),
        ({**BY_SUBJECT, "ProviderAttributeValue": ""}, "InvalidParameterException"),
        ({}, "InvalidParameterException"),
    ],
)
def test_refuses_a_source_that_is_none(local: LocalPools, pool_id: str, source: Json, code: str) -> None:
    with pytest.raises(RefusedError) as refused:
        link(local, pool_id, source)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("destination", "code"),
    [
        ({"ProviderName": "Cognito", "ProviderAttributeValue": "nobody"}, "UserNotFoundException"),
        ({"ProviderName": "Cognito"}, "UserNotFoundException"),
        ({"ProviderName": "Salesforce", "ProviderAttributeValue": "nobody"}, "UserNotFoundException"),
        ({"ProviderName": "Nobody", "ProviderAttributeValue": "x"}, "ResourceNotFoundException"),
    ],
)
def test_refuses_a_destination_that_is_none(
    local: LocalPools, pool_id: str, destination: Json, code: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        link(local, pool_id, BY_SUBJECT, destination)
    assert refused.value.code == code


def test_refuses_who_signed_in_before(local: LocalPools, pool_id: str, enter: Enter) -> None:
    enter()
    with pytest.raises(RefusedError, match="Merging is not currently supported"):
        link(local, pool_id, BY_SUBJECT)


def test_refuses_who_is_linked_already(local: LocalPools, pool_id: str) -> None:
    link(local, pool_id, BY_SUBJECT)
    with pytest.raises(RefusedError, match="SourceUser is already linked to DestinationUser"):
        link(local, pool_id, BY_SUBJECT)
    local.call("AdminCreateUser", UserPoolId=pool_id, Username="joe", MessageAction="SUPPRESS")
    with pytest.raises(RefusedError, match="Merging"):
        link(local, pool_id, BY_SUBJECT, {"ProviderName": "Cognito", "ProviderAttributeValue": "joe"})


def test_links_at_most_five(local: LocalPools, pool_id: str) -> None:
    for number in range(5):
        link(local, pool_id, {**BY_SUBJECT, "ProviderAttributeValue": f"s-{number}"})
    with pytest.raises(RefusedError, match="LimitExceededException"):
        link(local, pool_id, BY_SUBJECT)
    assert len(identities(local, pool_id)) == 5


@pytest.mark.parametrize("source", [BY_SUBJECT, BY_EMAIL])
def test_a_linked_person_is_the_user_linked_to(
    local: LocalPools, pool_id: str, enter: Enter, source: Json
) -> None:
    link(local, pool_id, source)
    assert identities(local, pool_id)[0]["primary"] is False
    assert "code" in answer_of(enter())
    assert [each["userId"] for each in identities(local, pool_id)] == [BEA]
    user = local.call("AdminGetUser", UserPoolId=pool_id, Username="jane")
    assert {"Name": "name", "Value": "Bea Basic"} in user["UserAttributes"]
    assert len(local.call("ListUsers", UserPoolId=pool_id)["Users"]) == 1
    assert local.call("AdminListGroupsForUser", UserPoolId=pool_id, Username="jane")["Groups"] == []


def test_a_link_by_an_attribute_is_for_the_first_who_comes(
    local: LocalPools, pool_id: str, enter: Enter, provider: OidcProvider
) -> None:
    """Afterwards the provider's sub decides, whoever has the address."""
    link(local, pool_id, BY_EMAIL)
    enter()
    provider.subject = "somebody-else"
    enter(prompt="login")
    assert [each["userId"] for each in identities(local, pool_id)] == [BEA]
    assert len(local.call("ListUsers", UserPoolId=pool_id)["Users"]) == 2


def test_refuses_somebody_who_is_linked_to_two(local: LocalPools, pool_id: str, enter: Enter) -> None:
    local.call("AdminCreateUser", UserPoolId=pool_id, Username="joe", MessageAction="SUPPRESS")
    link(local, pool_id, BY_EMAIL)
    by_name = {**BY_EMAIL, "ProviderAttributeName": "name", "ProviderAttributeValue": "Bea Basic"}
    link(local, pool_id, by_name, {"ProviderName": "Cognito", "ProviderAttributeValue": "joe"})
    assert "more than one user" in answer_of(enter())["error_description"]


@pytest.mark.parametrize(
    ("user", "code"),
    [
        ({**BY_SUBJECT, "ProviderAttributeValue": "nobody"}, "UserNotFoundException"),
        ({**BY_SUBJECT, "ProviderName": "Nobody"}, "ResourceNotFoundException"),
        ({**BY_SUBJECT, "ProviderName": "Cognito"}, "UnsupportedOperationException"),
    ],
)
def test_refuses_to_disable_what_is_not_there(local: LocalPools, pool_id: str, user: Json, code: str) -> None:
    with pytest.raises(RefusedError) as refused:
        local.call("AdminDisableProviderForUser", UserPoolId=pool_id, User=user)
    assert refused.value.code == code


def test_without_the_link_the_person_is_somebody_else(
    local: LocalPools, pool_id: str, enter: Enter, browser: Browser
) -> None:
    link(local, pool_id, BY_SUBJECT)
    local.call("AdminSetUserPassword", UserPoolId=pool_id, Username="jane", Password=PASSWORD, Permanent=True)
    enter()
    assert "code" in answer_of(browser.authorize())
    local.call("AdminDisableProviderForUser", UserPoolId=pool_id, User=BY_SUBJECT)
    assert browser.authorize().headers["location"].startswith("/login")
    assert identities(local, pool_id) == []
    enter()
    assert len(local.call("ListUsers", UserPoolId=pool_id)["Users"]) == 2


def test_an_external_user_can_be_linked_to(local: LocalPools, pool_id: str, enter: Enter) -> None:
    enter()
    destination: dict[str, Any] = {"ProviderName": "Salesforce", "ProviderAttributeValue": BEA}
    link(local, pool_id, {**BY_SUBJECT, "ProviderAttributeValue": "second-account"}, destination)
    user = local.call("AdminGetUser", UserPoolId=pool_id, Username=f"Salesforce_{BEA}")
    shown = next(each["Value"] for each in user["UserAttributes"] if each["Name"] == "identities")
    assert [each["primary"] for each in json.loads(shown)] == [True, False]
