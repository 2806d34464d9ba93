"""What only our endpoint may ask the emulator: may this caller, and a role's credentials for this identity.

Every answer is a document with either what was asked for, or `code` and `message` of AWS's refusal. Anything
unexpected raises, which the endpoint takes as a no.
"""

import base64
import json
import time
from collections.abc import Mapping
from typing import Any

from ministack import app as ministack_app  # type: ignore[import-untyped]  # ministack ships no types
from ministack.core import iam_evaluator, responses, router  # type: ignore[import-untyped]  # the same
from ministack.services import iam  # type: ignore[import-untyped]  # the same

from isthmus.local.aws.emulator_process.reading import merge_headers, parse_query
from isthmus.local.aws.emulator_process.sessions import open_role_session

Document = Mapping[str, Any]

COGNITO_IDENTITY = "cognito-identity.amazonaws.com"
LOOPBACK = "127.0.0.1"


def authorize(request: Document) -> Document:
    """Verify the request's signature and evaluate the caller's policies for every check; give the caller.

    A denial by policy names the `action` and `resource` of its check.
    """
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in request["headers"]]
    merged, query = merge_headers(headers), parse_query(request["raw_query"])
    key_id = router.extract_access_key_id(merged, query)
    if iam_evaluator.is_root_access_key(key_id):
        return _refusal(
            "UnrecognizedClientException", "The security token included in the request is invalid."
        )

    # (1) Whose key, and was it that key that signed exactly this request?
    region = router.extract_region(merged, query)
    responses.set_request_account_id(ministack_app._request_account_scope(key_id))  # noqa: SLF001  as app.py does
    responses.set_request_region(region)
    iam_evaluator.pin_request_origin(LOOPBACK, secure_transport=False)
    iam_evaluator.pin_signed_request(request["method"], request["raw_path"], query, headers)
    iam_evaluator.pin_signed_body(base64.b64decode(request["body"]))
    iam_evaluator.pin_request_caller(merged, query)

    # (2) Is that caller allowed everything this request does? The first check verifies the signature.
    service = request["service"]
    for check in request["checks"]:
        denied = iam_evaluator.enforce(
            key_id,
            check["action"],
            service,
            region,
            resource_arn=check["resource"],
            service_context=check.get("context") or None,
        )
        if isinstance(denied, iam_evaluator.AuthError):
            return _refusal(denied.code, denied.message)
        if denied is not None:
            return _denial(denied, check)

    # (3) Only now there is somebody to name.
    credential = iam_evaluator.resolve_credential(key_id, responses.get_account_id())
    if not isinstance(credential, iam_evaluator.ResolvedCredential):
        return _refusal(credential.code, credential.message)
    return {"principal_arn": credential.principal_arn, "account_id": credential.account_id}


def assume_role(request: Document) -> Document:
    """Give credentials of a role whose trust policy allows an identity that our endpoint verified.

    `provider` is the federated principal, `host` the prefix of its condition keys, `claims` the verified aud,
    sub and amr, `tags` the session's if it is to have any.
    """
    tags = request.get("tags", {})
    account_id, role_name = _parse_role_arn(request["role_arn"])
    role = iam._roles.get_scoped(account_id, None, role_name)  # noqa: SLF001  ministack has no public API
    keys = {f"{request['host']}:{name}".lower(): value for name, value in request["claims"].items()}
    context = iam_evaluator.EvalContext(
        principal_arn=request["provider"],
        principal_type="WebIdentityUser",
        principal_account=account_id,
        action="sts:AssumeRoleWithWebIdentity",
        resource_arn=request["role_arn"],
        region=request["region"],
        service_context={**keys, "sts:rolesessionname": request["session_name"]},
        request_tags=tags,
        tag_keys=list(tags),
    )
    if role is None or role["Arn"] != request["role_arn"] or not _is_trusted(role, context):
        return _refusal("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity")
    if tags and not _is_trusted(_role_to_tag(role), context):
        return _refusal("AccessDenied", "Not authorized to perform sts:TagSession")
    if request["duration_seconds"] > int(role.get("MaxSessionDuration") or 3600):
        message = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
        return _refusal("ValidationError", message)
    expires_at = int(time.time()) + request["duration_seconds"]
    attributes = {
        "Expiration": expires_at,
        "SessionPolicies": {"Policy": json.dumps(request["session_policy"]), "PolicyArns": []}
        if request["session_policy"]
        else None,
        "FederationKeys": keys,
        "SessionTags": [{"Key": key, "Value": value} for key, value in tags.items()],
    }
    session = open_role_session(
        account_id=account_id,
        role_name=role_name,
        session_name=request["session_name"],
        attributes=attributes,
    )
    return {**session, "expires_at": expires_at}


def find_oidc_provider(request: Document) -> Document:
    """Give URL and client ids of the account's OIDC provider with this ARN, or an empty document."""
    responses.set_request_account_id(request["account_id"])
    provider = iam._oidc_providers.get(request["arn"])  # noqa: SLF001  ministack has no public API
    return {} if provider is None else {"url": provider["Url"], "client_ids": list(provider["ClientIDList"])}


def _is_trusted(role: Document, context: Any) -> bool:
    trusted: bool = iam_evaluator.evaluate_trust_policy(
        role["AssumeRolePolicyDocument"], context.principal_arn, context
    )
    return trusted


def _role_to_tag(role: Document) -> Document:
    """Give the role with what its trust policy says of sts:TagSession, said of assuming it instead.

    ministack knows federated principals for sts:AssumeRoleWithWebIdentity alone.
    """
    document = role["AssumeRolePolicyDocument"]
    policy = json.loads(document) if isinstance(document, str) else document
    statements = policy.get("Statement", [])
    tagging = [
        {**statement, "Action": "sts:AssumeRoleWithWebIdentity"}
        for statement in (statements if isinstance(statements, list) else [statements])
        if _names(statement, "sts:TagSession")
    ]
    return {**role, "AssumeRolePolicyDocument": {**policy, "Statement": tagging}}


def _names(statement: Document, action: str) -> bool:
    patterns, exceptions = _listed(statement, "Action"), _listed(statement, "NotAction")
    if not (patterns or exceptions):
        return False
    named: bool = iam_evaluator._action_matches(action, patterns, exceptions)  # noqa: SLF001  no public API
    return named


def _listed(statement: Document, name: str) -> list[str]:
    value = statement.get(name, [])
    return value if isinstance(value, list) else [value]


def _parse_role_arn(role_arn: str) -> tuple[str, str]:
    """Give account and name of a role; `role_arn` has the form of one."""
    _, _, _, _, account_id, resource = role_arn.split(":", 5)
    return account_id, resource.rsplit("/", 1)[-1]


def _denial(denied: Any, check: Document) -> Document:
    reason = (
        "with an explicit deny in an identity-based policy"
        if denied.decision == "Deny"
        else f"because no identity-based policy allows the {check['action']} action"
    )
    refusal = _refusal(
        "AccessDeniedException",
        f"User: {denied.principal_arn} is not authorized to perform: {check['action']} on resource: "
        f"{check['resource']} {reason}",
    )
    return {**refusal, "action": check["action"], "resource": check["resource"]}


def _refusal(code: str, message: str) -> Document:
    return {"code": code, "message": message}


ROUTES = {
    "/_isthmus/authorize": authorize,
    "/_isthmus/assume-role": assume_role,
    "/_isthmus/find-oidc-provider": find_oidc_provider,
}
