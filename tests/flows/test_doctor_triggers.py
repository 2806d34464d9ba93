"""`isthmus doctor` and the triggers of `session_sso`: each fault is put in, and its cause is named."""

import pytest

from flows.doctored_functions import (
    VERIFY,
    function,
    logged,
    permit,
    session_sso,
    triggers,
    user_pool,
    verify_function,
)
from flows.doctoring import admit, failures, find, skipped, with_answer
from flows.driving import Stack
from isthmus.doctor.flow import Flow

VERIFYING = "isthmus.lambdas.verify_auth_challenge.handler"


def test_names_triggers_that_are_not_attached(stack: Stack) -> None:
    with user_pool(stack) as examined:
        found = session_sso(examined)
    assert found == {"session_sso.triggers": "a trigger of custom authentication is not attached"}


def test_names_a_trigger_whose_function_does_not_exist(stack: Stack) -> None:
    attached = triggers(stack)
    gone = attached | {"DefineAuthChallenge": f"{attached['DefineAuthChallenge']}-gone"}
    with user_pool(stack, LambdaConfig=gone) as examined:
        found = session_sso(examined)
    assert found == {"session_sso.triggers": "the function of a trigger does not exist"}


def test_names_a_trigger_that_has_the_function_of_another(stack: Stack) -> None:
    attached = triggers(stack)
    swapped = attached | {"DefineAuthChallenge": attached["CreateAuthChallenge"]}
    with user_pool(stack, LambdaConfig=swapped) as examined:
        found = session_sso(examined)
    assert found == {"session_sso.triggers": "a trigger is attached to the function of another trigger"}


def test_names_an_alias_that_does_not_exist(stack: Stack) -> None:
    attached = triggers(stack)
    nowhere = attached | {VERIFY: f"{attached[VERIFY]}:nowhere"}
    with user_pool(stack) as examined:
        pool_id = examined["session_sso"]["user_pool_id"]
        stack.client("cognito-idp").update_user_pool(UserPoolId=pool_id, LambdaConfig=nowhere)
        found = session_sso(examined)
    assert found["session_sso.triggers"] == "the function of a trigger does not exist"


ELSEWHERE = {"SourceArn": "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_Elsewhere"}


@pytest.mark.parametrize(
    ("permission", "cause"),
    [
        (None, "Cognito may not call the function of a trigger"),
        (ELSEWHERE, "Cognito may call the function of a trigger for another user pool only"),
        ({}, "any user pool of the world may call the function of a trigger"),
        ({"SourceAccount": "123456789012"}, None),
    ],
)
def test_names_who_may_call_the_function_of_a_trigger(
    stack: Stack, permission: dict[str, str] | None, cause: str | None
) -> None:
    with verify_function(stack) as examined:
        stack.client("lambda").remove_permission(FunctionName="doctored", StatementId="doctored")
        if permission is not None:
            permit(stack, "doctored", sid="sample", **permission)
        found = session_sso(examined)
        permit(stack, "doctored", sid="doctored", **ELSEWHERE)
    assert found.get("session_sso.invocable") == cause


def test_names_the_policy_of_a_function_where_that_of_its_alias_is_wanted(stack: Stack) -> None:
    with verify_function(stack) as examined:
        functions = stack.client("lambda")
        version = functions.publish_version(FunctionName="doctored")["Version"]
        alias = functions.create_alias(FunctionName="doctored", Name="live", FunctionVersion=version)
        attached = triggers(stack) | {VERIFY: alias["AliasArn"]}
        pool_id = examined["session_sso"]["user_pool_id"]
        stack.client("cognito-idp").update_user_pool(
            UserPoolId=pool_id,
            LambdaConfig=attached,
            AdminCreateUserConfig={"AllowAdminCreateUserOnly": True},
        )
        without = session_sso(examined)
        permit(stack, "doctored", sid="alias", SourceAccount=stack["account_id"], Qualifier="live")
        assert session_sso(examined) == {}
    assert without == {"session_sso.invocable": "Cognito may not call the function of a trigger"}


@pytest.mark.parametrize(
    ("changed", "cause"),
    [
        ({"State": "Pending"}, "the function of a trigger is not ready"),
        ({"State": "Inactive"}, "the function of a trigger is not ready"),
        (
            {"LastUpdateStatus": "Failed", "LastUpdateStatusReasonCode": "InvalidRuntime"},
            "the last update of a trigger's function failed, so that the one before still runs",
        ),
    ],
)
def test_names_a_function_that_is_not_ready(stack: Stack, changed: dict[str, str], cause: str) -> None:
    found = with_answer(admit(stack), "get_function_configuration", changed)
    assert failures(found, flow=Flow.SESSION_SSO) == {"session_sso.ready": cause}


def test_names_a_timeout_that_is_too_short_for_the_verify_function(stack: Stack) -> None:
    with verify_function(stack, Timeout=3) as examined:
        found = session_sso(examined)
    cause = "the verify function is stopped before its own calls have given up"
    assert found == {"session_sso.time_limit": cause}


REPORT = "REPORT RequestId: 00000000-0000-4000-8000-000000000000\tDuration: {ms} ms\tBilled Duration: {ms} ms"


@pytest.mark.parametrize(
    "message",
    [
        REPORT.format(ms="4100.50"),
        f"{REPORT.format(ms='3100.50')}\tMemory Size: 128 MB\tInit Duration: 1000.25 ms\t",
        f"{REPORT.format(ms='3100.50')}\tRestore Duration: 1000.25 ms\t",
    ],
)
def test_names_a_trigger_that_takes_too_long(stack: Stack, message: str) -> None:
    with verify_function(stack) as examined, logged(stack, message):
        found = session_sso(examined)
    cause = "a trigger took more than 4 of the 5 seconds that Cognito waits"
    assert found == {"session_sso.time_left": cause}


def test_does_not_cry_on_a_trigger_in_time_whatever_its_log_holds(stack: Stack) -> None:
    other = ['{"type": "platform.start"}', "[]", '{"reason": "REPORT RequestId: Duration: 9999 ms"}']
    with verify_function(stack) as examined, logged(stack, REPORT.format(ms="120.5"), *other):
        assert session_sso(examined) == {}


@pytest.mark.parametrize("limit", ["0", "4", "many"])
def test_names_an_attempt_limit_that_is_none(stack: Stack, limit: str) -> None:
    settings = {"Environment": {"Variables": {"ISTHMUS_MAX_ATTEMPTS": limit}}}
    handler = "isthmus.lambdas.define_auth_challenge.handler"
    with function(stack, "DefineAuthChallenge", Handler=handler, **settings) as examined:
        found = session_sso(examined)
    assert found == {
        "session_sso.attempts": "the define function refuses its settings, and with them everybody"
    }


@pytest.mark.parametrize(
    "variables",
    [{"ISTHMUS_OWNER_LOOKUP": "guess"}, {"ISTHMUS_OWNER_LOOKUPS": "chatter"}],
)
def test_names_settings_with_which_the_verify_function_does_not_start(
    stack: Stack, variables: dict[str, str]
) -> None:
    with verify_function(stack, Handler=VERIFYING, variables=variables) as examined:
        found = session_sso(examined)
    cause = "the function of a trigger refuses its settings, and with them everybody"
    assert found["session_sso.settings"] == cause


def test_says_nothing_of_the_settings_of_a_function_that_is_not_of_isthmus(stack: Stack) -> None:
    with verify_function(stack, variables={"ISTHMUS_OWNER_LOOKUP": "guess"}) as examined:
        told = skipped(find(admit(examined), flow=Flow.SESSION_SSO))
    assert (
        told["session_sso.settings"] == "doctored is not a function of Isthmus: its handler is sample.handler"
    )
