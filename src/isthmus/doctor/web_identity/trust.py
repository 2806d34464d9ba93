"""The role trusts this identity pool and nobody else, and only those who signed in."""

from collections.abc import Mapping
from typing import Any

from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import Patient, get_web_identity
from isthmus.doctor.statements import as_texts
from isthmus.doctor.web_identity.role import find_role_name, get_trust

_AUD = "cognito-identity.amazonaws.com:aud"
_AMR = "cognito-identity.amazonaws.com:amr"
_WEB_IDENTITY = "sts:AssumeRoleWithWebIdentity"
_REMEDY = (
    "Put both conditions into the role's trust policy: StringEquals aud = <identity pool id>, and "
    "ForAnyValue:StringLike amr = authenticated. docs/flows/web_identity.md has it whole."
)


def _run(patient: Patient) -> Verdict:
    pool_id, role = get_web_identity(patient).identity_pool_id, find_role_name(patient)
    if role is None:
        return Failed(
            cause="the identity pool has no role for those who signed in",
            evidence=pool_id,
            remedy="aws cognito-identity set-identity-pool-roles --roles authenticated=<role ARN>.",
        )
    trust = [item for item in get_trust(patient, role) if _WEB_IDENTITY in as_texts(item.get("Action"))]
    if not trust:
        return Failed(
            cause="the role can't be taken by a web identity",
            evidence=f"{role} has no statement for {_WEB_IDENTITY}",
            remedy=_REMEDY,
        )
    for statement in trust:
        audiences, methods = _condition(statement, _AUD), _condition(statement, _AMR)
        if audiences != [pool_id]:
            return Failed(
                cause="the role does not trust this identity pool alone",
                evidence=f"{role}: aud is {', '.join(audiences) or 'not asked for'}, the pool is {pool_id}",
                remedy=_REMEDY,
            )
        if methods != ["authenticated"]:
            return Failed(
                cause="the role is not for authenticated identities alone",
                evidence=f"{role}: amr is {', '.join(methods) or 'not asked for'}",
                remedy=_REMEDY,
            )
    return Ok(detail=role)


def _condition(statement: Mapping[str, Any], key: str) -> list[str]:
    found: list[str] = []
    for condition in statement.get("Condition", {}).values():
        found += as_texts(condition.get(key))
    return found


CHECK = Check(
    name="web_identity.trust",
    flow=Flow.WEB_IDENTITY,
    title="the role trusts this identity pool alone",
    needs=("web_identity.identity_pool",),
    run=_run,
    unanswered="Give these credentials cognito-identity:GetIdentityPoolRoles and iam:GetRole.",
)
