"""Cognito may call the functions of the triggers, for this user pool, and for no stranger's."""

import json
from collections.abc import Iterator

from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import AwsRefusedError, Patient, get_aws
from isthmus.doctor.session_sso.described import describe_pool, get_trigger_arns
from isthmus.doctor.statements import (
    Statement,
    as_texts,
    conditions_of,
    is_like,
    names_action,
    statements_of,
)

_COGNITO = "cognito-idp.amazonaws.com"
_ACTION = "lambda:InvokeFunction"
_SOURCE_ARN, _SOURCE_ACCOUNT = "aws:sourcearn", "aws:sourceaccount"


def _run(patient: Patient) -> Verdict:
    pool_arn = str(describe_pool(patient)["Arn"])
    for trigger, arn in get_trigger_arns(patient).items():
        fault = _find_fault(
            list(_about_cognito(patient, arn)), pool_arn=pool_arn, function=f"{trigger}: {arn}"
        )
        if fault is not None:
            return fault
    return Ok(detail=f"by Cognito, for {pool_arn}")


def _about_cognito(patient: Patient, arn: str) -> Iterator[Statement]:
    """Give the statements about Cognito's calls. WIRE: an alias has a policy of its own."""
    try:
        answer = get_aws(patient).ask("lambda", "get_policy", FunctionName=arn)
    except AwsRefusedError as error:
        if error.error_code != "ResourceNotFoundException":
            raise
        return
    for statement in statements_of(json.loads(answer["Policy"])):
        principal = statement.get("Principal")
        services = as_texts(principal.get("Service")) if isinstance(principal, dict) else as_texts(principal)
        if {_COGNITO, "*"}.intersection(services) and names_action(statement, _ACTION):
            yield statement


def _find_fault(statements: list[Statement], *, pool_arn: str, function: str) -> Failed | None:
    remedy = (
        f"aws lambda add-permission --action {_ACTION} --principal {_COGNITO} --source-arn {pool_arn} "
        "--source-account <account>; for an alias with --qualifier <alias>."
    )
    allows = [statement for statement in statements if statement.get("Effect") == "Allow"]
    if not allows or len(allows) < len(statements):
        return Failed(
            cause="Cognito may not call the function of a trigger",
            evidence=f"{function}: its policy {'denies' if statements else 'does not allow'} it",
            remedy=remedy,
        )
    holding = [statement for statement in allows if _holds(statement, pool_arn=pool_arn)]
    if not holding:
        sources = [value for each in allows for _, _, values in conditions_of(each) for value in values]
        return Failed(
            cause="Cognito may call the function of a trigger for another user pool only",
            evidence=f"{function}: {', '.join(sources)}, and not {pool_arn}",
            remedy=remedy,
        )
    if not all(_is_pinned(statement) for statement in holding):
        return Failed(
            cause="any user pool of the world may call the function of a trigger",
            evidence=f"{function}: the statement names no account and no user pool",
            remedy=f"Remove it with aws lambda remove-permission, then: {remedy}",
        )
    return None


def _holds(statement: Statement, *, pool_arn: str) -> bool:
    account = pool_arn.split(":")[4]
    wanted = {_SOURCE_ARN: pool_arn, _SOURCE_ACCOUNT: account}
    # SECURITY: a condition on anything else does not hold: Cognito sends nothing else.
    return all(
        key in wanted and any(is_like(wanted[key], pattern) for pattern in values)
        for _, key, values in conditions_of(statement)
    )


def _is_pinned(statement: Statement) -> bool:
    """Tell whether the account is named: by itself, or within the user pool's ARN."""
    for _, key, values in conditions_of(statement):
        accounts = values if key == _SOURCE_ACCOUNT else [value.split(":")[4] for value in values]
        if not any("*" in account or "?" in account for account in accounts):
            return True
    return False


CHECK = Check(
    name="session_sso.invocable",
    flow=Flow.SESSION_SSO,
    title="Cognito may call the triggers",
    needs=("session_sso.triggers",),
    run=_run,
    unanswered="Give these credentials lambda:GetPolicy.",
)
