"""The roles that the identity pool gives to those who signed in, and whom they trust."""

from collections.abc import Mapping
from typing import Any

from isthmus.doctor.patient import Patient, get_aws, get_web_identity
from isthmus.doctor.role_policies import name_of
from isthmus.doctor.statements import Statement, statements_of


def find_role_arn(patient: Patient) -> str | None:
    """Give the pool's role for authenticated identities, or None if it has none."""
    arn = _get_roles(patient).get("Roles", {}).get("authenticated")
    return arn if isinstance(arn, str) else None


def find_role_name(patient: Patient) -> str | None:
    """Give the name of the same."""
    arn = find_role_arn(patient)
    return None if arn is None else name_of(arn)


def find_role_names(patient: Patient) -> list[str]:
    """Give the names of all roles of who signed in: that one, and those of mapping rules."""
    answer = _get_roles(patient)
    arns = [answer.get("Roles", {}).get("authenticated")]
    for mapping in answer.get("RoleMappings", {}).values():
        arns += [rule.get("RoleARN") for rule in mapping.get("RulesConfiguration", {}).get("Rules", [])]
    return [name_of(arn) for arn in dict.fromkeys(arns) if isinstance(arn, str)]


def get_trust(patient: Patient, role: str) -> list[Statement]:
    """Give the statements of a role's trust policy."""
    answer = get_aws(patient).ask("iam", "get_role", RoleName=role)
    return statements_of(answer["Role"]["AssumeRolePolicyDocument"])


def _get_roles(patient: Patient) -> Mapping[str, Any]:
    return get_aws(patient).ask(
        "cognito-identity",
        "get_identity_pool_roles",
        IdentityPoolId=get_web_identity(patient).identity_pool_id,
    )
