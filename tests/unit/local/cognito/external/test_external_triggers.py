from collections.abc import Callable

import httpx2
import pytest

from unit.local.cognito.external.oidc_provider import BEA
from unit.local.cognito.hosted.browsing import answer_of
from unit.local.cognito.local_pools import ACCOUNT_ID, REGION, Json, LocalPools

Enter = Callable[..., httpx2.Response]
USERNAME = f"Salesforce_{BEA}"
NAMES = ("PreSignUp", "PostConfirmation", "PreAuthentication", "PostAuthentication", "PreTokenGeneration")
ARNS = {name: f"arn:aws:lambda:{REGION}:{ACCOUNT_ID}:function:{name}" for name in NAMES}
FIRST = ["PreSignUp_ExternalProvider", "PostConfirmation_ConfirmSignUp", "TokenGeneration_HostedAuth"]
LATER = [
    "PreAuthentication_Authentication",
    "PostAuthentication_Authentication",
    "TokenGeneration_HostedAuth",
]


@pytest.fixture(autouse=True)
def triggers(local: LocalPools, pool_id: str, external_client: Json) -> None:
    assert external_client
    local.call("UpdateUserPool", UserPoolId=pool_id, LambdaConfig=ARNS)
    for arn in ARNS.values():
        local.functions.run[arn] = lambda event: event


def sources(local: LocalPools) -> list[str]:
    found = [event["triggerSource"] for event in local.functions.events]
    local.functions.events.clear()
    return found


def users(local: LocalPools, pool_id: str) -> list[str]:
    return [user["Username"] for user in local.call("ListUsers", UserPoolId=pool_id)["Users"]]


def test_a_first_sign_in_that_pre_sign_up_refuses_makes_nobody(
    local: LocalPools, pool_id: str, enter: Enter
) -> None:
    local.functions.fail(ARNS["PreSignUp"], "not you")
    assert answer_of(enter())["error_description"] == "PreSignUp failed with error not you."
    assert users(local, pool_id) == []


@pytest.mark.parametrize("name", ["PreAuthentication", "PostAuthentication", "PreTokenGeneration"])
def test_a_later_sign_in_can_be_refused(local: LocalPools, enter: Enter, name: str) -> None:
    enter()
    local.functions.fail(ARNS[name], "not now")
    assert answer_of(enter(prompt="login")) == {
        "error_description": f"{name} failed with error not now.",
        "state": "s-1",
        "error": "invalid_request",
    }


def test_first_and_later_sign_ins_run_their_own_triggers(local: LocalPools, enter: Enter) -> None:
    enter()
    event = local.functions.events_of("PreSignUp_ExternalProvider")[0]
    assert event["userName"] == USERNAME
    assert event["request"]["userAttributes"]["email"] == "bea@example.com"
    confirmed = local.functions.events_of("PostConfirmation_ConfirmSignUp")[0]
    assert confirmed["request"]["userAttributes"]["cognito:user_status"] == "EXTERNAL_PROVIDER"
    assert "identities" in confirmed["request"]["userAttributes"]
    assert sources(local) == FIRST
    enter(prompt="login")
    assert sources(local) == LATER


def test_pre_sign_up_can_link_the_person_to_a_user(local: LocalPools, pool_id: str, enter: Enter) -> None:
    local.call("AdminCreateUser", UserPoolId=pool_id, Username="jane", MessageAction="SUPPRESS")
    local.functions.events.clear()

    async def link(event: Json) -> Json:
        await local.answer(
            "AdminLinkProviderForUser",
            {
                "UserPoolId": pool_id,
                "DestinationUser": {"ProviderName": "Cognito", "ProviderAttributeValue": "jane"},
                "SourceUser": {
                    "ProviderName": "Salesforce",
                    "ProviderAttributeName": "Cognito_Subject",
                    "ProviderAttributeValue": event["userName"].partition("_")[2],
                },
            },
        )
        return event

    local.functions.run[ARNS["PreSignUp"]] = link
    assert "code" in answer_of(enter())
    assert users(local, pool_id) == ["jane"]


def test_a_provider_deleted_while_a_function_runs_makes_nobody(
    local: LocalPools, pool_id: str, enter: Enter
) -> None:
    async def delete(event: Json) -> Json:
        await local.answer("DeleteIdentityProvider", {"UserPoolId": pool_id, "ProviderName": "Salesforce"})
        return event

    local.functions.run[ARNS["PreSignUp"]] = delete
    assert answer_of(enter())["error"] == "invalid_request"
    assert users(local, pool_id) == []


def test_a_link_taken_away_while_a_function_runs_signs_nobody_in(
    local: LocalPools, pool_id: str, enter: Enter
) -> None:
    enter()

    async def unlink(event: Json) -> Json:
        user = {
            "ProviderName": "Salesforce",
            "ProviderAttributeName": "Cognito_Subject",
            "ProviderAttributeValue": BEA,
        }
        await local.answer("AdminDisableProviderForUser", {"UserPoolId": pool_id, "User": user})
        return event

    local.functions.run[ARNS["PreAuthentication"]] = unlink
    assert answer_of(enter(prompt="login"))["error"] == "invalid_request"
