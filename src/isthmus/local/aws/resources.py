"""What a caller of Cognito must be allowed: the IAM actions of an operation and the resources they are on.

Source: Service Authorization Reference, "Amazon Cognito User Pools" and "Amazon Cognito Identity".
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from isthmus.local.aws.emulator import Check

ANY = "*"
ON_IDENTITY_POOL = frozenset(
    {
        "DeleteIdentityPool",
        "DescribeIdentityPool",
        "GetIdentityPoolRoles",
        "GetOpenIdTokenForDeveloperIdentity",
        "GetPrincipalTagAttributeMap",
        "ListIdentities",
        "LookupDeveloperIdentity",
        "MergeDeveloperIdentities",
        "SetIdentityPoolRoles",
        "SetPrincipalTagAttributeMap",
        "UnlinkDeveloperIdentity",
        "UpdateIdentityPool",
    }
)
PASS_ROLE = "iam:PassRole"  # noqa: S105  an action's name
PASSED_TO = {"iam:PassedToService": "cognito-identity.amazonaws.com"}


def checks_of(
    service: str, operation: str, body: bytes, *, region: str, account_id: str
) -> tuple[Check, ...]:
    """Give all that the operation needs. A body that can't be read needs leave for every resource."""
    request = _parse(body)
    prefix = f"arn:aws:{service}:{region}:{account_id}"
    resource = _text(request, "ResourceArn") or ANY
    if service == "cognito-idp" and _text(request, "UserPoolId"):
        resource = f"{prefix}:userpool/{_text(request, 'UserPoolId')}"
    if service == "cognito-identity" and operation in ON_IDENTITY_POOL:
        resource = f"{prefix}:identitypool/{_text(request, 'IdentityPoolId')}"
    check = Check(action=f"{service}:{operation}", resource=resource)
    return (check, *_passed_roles(operation, request))


def _passed_roles(operation: str, request: Mapping[str, Any]) -> list[Check]:
    """Give a check per role that a pool is given: who may not use a role may not hand it out.

    NOTE: roles that only tokens name (a mapping of type Token) are in no request.
    """
    if operation != "SetIdentityPoolRoles":
        return []
    role_arns = dict.fromkeys((*_values(request.get("Roles")), *_rule_roles(request.get("RoleMappings"))))
    return [Check(action=PASS_ROLE, resource=role_arn, context=PASSED_TO) for role_arn in role_arns]


def _rule_roles(mappings: Any) -> Iterator[str]:
    """Give the role of every rule; where the form is wrong, the operation itself refuses the request."""
    for mapping in mappings.values() if isinstance(mappings, dict) else ():
        rules = _member(_member(mapping, "RulesConfiguration"), "Rules")
        for rule in rules if isinstance(rules, list) else ():
            yield str(_member(rule, "RoleARN"))


def _values(document: Any) -> list[str]:
    return [str(value) for value in document.values()] if isinstance(document, dict) else []


def _member(document: Any, name: str) -> Any:
    return document.get(name) if isinstance(document, dict) else None


def _text(request: Mapping[str, Any], name: str) -> str:
    value = request.get(name)
    return value if isinstance(value, str) else ""


def _parse(body: bytes) -> Mapping[str, Any]:
    try:
        request = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return request if isinstance(request, dict) else {}
