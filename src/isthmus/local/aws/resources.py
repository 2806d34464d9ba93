"""What a caller of Cognito must be allowed: the IAM actions of an operation and the resources they are on.

Source: Service Authorization Reference, "Amazon Cognito User Pools" and "Amazon Cognito Identity".
"""

import json
from collections.abc import Mapping
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
    """Give a check per role that a pool is given: who may not use a role may not hand it out."""
    roles = request.get("Roles")
    if operation != "SetIdentityPoolRoles" or not isinstance(roles, dict):
        return []
    return [
        Check(action="iam:PassRole", resource=str(role_arn), context=PASSED_TO) for role_arn in roles.values()
    ]


def _text(request: Mapping[str, Any], name: str) -> str:
    value = request.get(name)
    return value if isinstance(value, str) else ""


def _parse(body: bytes) -> Mapping[str, Any]:
    try:
        request = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return request if isinstance(request, dict) else {}
