"""What ministack 1.5.33 does otherwise than AWS and the stack relies on, corrected inside its own process.

Each correction stands alone, says what was wrong, and replaces a function by its name; a name that is not
there ends the start.
"""

import dataclasses
import functools
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from ministack import app as ministack_app  # type: ignore[import-untyped]  # ministack ships no types
from ministack.core import iam_actions, iam_evaluator, lambda_runtime  # type: ignore[import-untyped]  # the same
from ministack.services import iam, lambda_svc, sts  # type: ignore[import-untyped]  # the same

from isthmus.local.aws.emulator_process.alarms import serve_cloudwatch
from isthmus.local.aws.emulator_process.authorizers import serve_apis
from isthmus.local.aws.emulator_process.function_logs import end_python_logs_with_a_mark
from isthmus.local.aws.emulator_process.iam_checks import checked_handlers
from isthmus.local.aws.emulator_process.policy_variables import (
    FindValue,
    NoValueError,
    fill_in,
    has_variables,
)
from isthmus.local.aws.emulator_process.sessions import open_role_session
from isthmus.local.aws.query_services import ACTION_SERVICES


def correct_ministack() -> None:
    """Apply all corrections; call once, before the first request."""
    _withhold_cognito()
    _name_every_action()
    _keep_function_credentials_secret()
    _believe_no_web_identity_token()
    _take_no_bearer_for_the_root()
    _tell_policies_who_federated()
    _fill_in_policy_variables()
    end_python_logs_with_a_mark()
    _start_functions_without_botocore()
    _describe_whole_alarms()
    _show_authorizers_as_they_are()
    handlers = iam._IAM_HANDLERS  # noqa: SLF001  ministack's only table of operations
    handlers.update(checked_handlers(handlers))


def _withhold_cognito() -> None:
    """Serve no Cognito: ministack's identity pools believe unsigned tokens, and ours stand in front."""
    for service in ("cognito-idp", "cognito-identity"):
        del ministack_app.SERVICE_HANDLERS[service]
    _replace(ministack_app, "_handle_cognito_get_request", _no_answer)
    _replace(ministack_app, "_handle_cognito_body_request", _no_answer)
    stacks = ministack_app.SERVICE_HANDLERS["cloudformation"]
    ministack_app.SERVICE_HANDLERS["cloudformation"] = functools.partial(_make_stacks_without_cognito, stacks)


async def _make_stacks_without_cognito(make: Any, *request: Any) -> Any:
    """Fail a stack with a resource of Cognito's: it was made where nobody looks, and said to be there."""
    from ministack.services.cloudformation import provisioners  # type: ignore[import-untyped]  # noqa: PLC0415  0.7 s

    handlers = provisioners._RESOURCE_HANDLERS  # noqa: SLF001  ministack has no public API
    for kind in [kind for kind in handlers if kind.startswith("AWS::Cognito::")]:
        handlers[kind] = {"create": functools.partial(_refuse_to_make, kind)}
    return await make(*request)


def _refuse_to_make(kind: str, *_: Any) -> NoReturn:
    raise ValueError(
        f"{kind} is not supported by the local stack's CloudFormation: make it by the API or by Terraform"
    )


async def _no_answer(*_: Any) -> None:
    return None


def _name_every_action() -> None:
    """Authorize every request as the action that it performs.

    SECURITY: a request whose action ministack can't name was authenticated only and then served, so that a
    form sent as text/plain created access keys for any session; and `?Action=Scan` beside an X-Amz-Target of
    PutItem was authorized as a Scan.
    """
    original = iam_actions.extract_iam_action

    def extract(  # noqa: PLR0917  ministack's call
        service: str,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: bytes,
        query: Mapping[str, Any],
    ) -> str:
        if service not in ACTION_SERVICES:
            query = {name: values for name, values in query.items() if name != "Action"}
            headers = {**headers, "content-type": ""}
        namespace = iam_actions.SERVICE_TO_IAM_NAMESPACE.get(service, service)
        named: str | None = original(service, method, path, headers, body, query)
        return named or f"{namespace}:UnrecognizedAction"

    _replace(iam_actions, "extract_iam_action", extract)


def _keep_function_credentials_secret() -> None:
    """Give functions random credentials. SECURITY: the original computes key and secret from public ARNs."""
    for module in (lambda_runtime, lambda_svc):
        _replace(module, "execution_credentials", _execution_credentials)


def _execution_credentials(config: Mapping[str, Any]) -> dict[str, str]:
    session = open_role_session(
        account_id=config["FunctionArn"].split(":")[4],
        role_name=config.get("Role", "").rsplit("/", 1)[-1],
        session_name=config["FunctionName"][:64],
        attributes={},
    )
    return {
        "AWS_ACCESS_KEY_ID": session["access_key_id"],
        "AWS_SECRET_ACCESS_KEY": session["secret_access_key"],
        "AWS_SESSION_TOKEN": session["session_token"],
    }


def _believe_no_web_identity_token() -> None:
    """Refuse STS's own AssumeRoleWithWebIdentity, which reads unverified claims; `routes` has ours."""

    def deny(*_: Any) -> Any:
        message = "Not authorized to perform sts:AssumeRoleWithWebIdentity"
        return iam._error(403, "AccessDenied", message, ns="sts")  # noqa: SLF001  ministack's own writer

    _replace(sts, "_web_identity_trust_denied", deny)


def _take_no_bearer_for_the_root() -> None:
    """Refuse a keyless call of an AWS_IAM route. SECURITY: with a Bearer token it passed as the root."""
    original = iam_evaluator.enforce

    def enforce(access_key_id: str, iam_action: str, *rest: Any, **named: Any) -> Any:
        is_anonymous = iam_evaluator._anonymous.get()  # noqa: SLF001  ministack has no public API
        if iam_action.startswith("execute-api:") and not access_key_id and not is_anonymous:
            return iam_evaluator.AuthError("MissingAuthenticationToken", "Missing Authentication Token")
        return original(access_key_id, iam_action, *rest, **named)

    _replace(iam_evaluator, "enforce", enforce)


def _tell_policies_who_federated() -> None:
    """Give a web identity's aud, sub and amr to the conditions of its role's policies."""
    original = iam_evaluator._principal_keys  # noqa: SLF001  ministack has no public API

    def principal_keys(credential: Any) -> dict[str, Any]:
        session = sts._sessions.get(credential.access_key_id) or {}  # noqa: SLF001  the same
        return {**session.get("FederationKeys", {}), **original(credential)}

    _replace(iam_evaluator, "_principal_keys", principal_keys)


def _fill_in_policy_variables() -> None:
    """Fill in `${...}` in the resources and conditions of policies. SECURITY: a Deny by them never held."""
    original = iam_evaluator._first_match  # noqa: SLF001  ministack has no public API

    def first_match(context: Any, statements: Sequence[Any], effect: str) -> Any:
        def find_value(name: str) -> Any:
            return iam_evaluator._resolve_condition_key(name, context)  # noqa: SLF001  the same

        for statement in statements:
            filled = _filled_in(statement, find_value=find_value) if statement.effect == effect else None
            if filled is not None and original(context, [filled], effect):
                return statement
        return None

    _replace(iam_evaluator, "_first_match", first_match)


def _filled_in(statement: Any, *, find_value: FindValue) -> Any:
    """Give the statement without variables, or None if it is an Allow that can't be."""
    parts = {name: getattr(statement, name) for name in ("resources", "not_resources", "conditions")}
    if not has_variables(parts):
        return statement
    try:
        filled = fill_in(parts, find_value=find_value, is_strict=statement.effect == "Allow")
    except NoValueError:
        return None
    return dataclasses.replace(statement, **filled)


def _start_functions_without_botocore() -> None:
    """Leave botocore out of a function's cold start, 90 ms: it only counted calls among functions."""
    script, counting = lambda_runtime._PYTHON_WORKER_SCRIPT, "    _ms_install_invoke_depth()\n"  # noqa: SLF001  the same
    if script.count(counting) != 1:
        raise AttributeError("ministack's worker is another: the corrections are for ministack 1.5.33")
    lambda_runtime._PYTHON_WORKER_SCRIPT = script.replace(counting, "")  # noqa: SLF001  the same


def _describe_whole_alarms() -> None:
    """Tell a query client all of an alarm: half of it was left out, so no Terraform plan was ever empty."""
    serve = ministack_app.SERVICE_HANDLERS["monitoring"]
    ministack_app.SERVICE_HANDLERS["monitoring"] = functools.partial(serve_cloudwatch, serve)


def _show_authorizers_as_they_are() -> None:
    """Show no JWT configuration of a Lambda authorizer: by an empty one no plan was ever empty."""
    serve = ministack_app.SERVICE_HANDLERS["apigateway"]
    ministack_app.SERVICE_HANDLERS["apigateway"] = functools.partial(serve_apis, serve)


def _replace(module: Any, name: str, replacement: Any) -> None:
    if not hasattr(module, name):
        raise AttributeError(f"{module.__name__} has no {name}: the corrections are for ministack 1.5.33")
    setattr(module, name, replacement)
