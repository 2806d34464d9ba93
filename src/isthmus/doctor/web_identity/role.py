"""The roles that the identity pool gives to those who signed in, and their documents."""

from collections.abc import Iterator, Mapping
from typing import Any

from isthmus.doctor.patient import Patient, get_aws, get_web_identity
from isthmus.doctor.statements import Statement, statements_of


def find_role_arn(patient: Patient) -> str | None:
    """Give the pool's role for authenticated identities, or None if it has none."""
    arn = _get_roles(patient).get("Roles", {}).get("authenticated")
    return arn if isinstance(arn, str) else None


def find_role_name(patient: Patient) -> str | None:
    """Give the name of the same."""
    arn = find_role_arn(patient)
    return None if arn is None else _name_of(arn)


def find_role_names(patient: Patient) -> list[str]:
    """Give the names of all roles of who signed in: that one, and those of mapping rules."""
    answer = _get_roles(patient)
    arns = [answer.get("Roles", {}).get("authenticated")]
    for mapping in answer.get("RoleMappings", {}).values():
        arns += [rule.get("RoleARN") for rule in mapping.get("RulesConfiguration", {}).get("Rules", [])]
    return [_name_of(arn) for arn in dict.fromkeys(arns) if isinstance(arn, str)]


def get_trust(patient: Patient, role: str) -> list[Statement]:
    """Give the statements of a role's trust policy."""
    answer = get_aws(patient).ask("iam", "get_role", RoleName=role)
    return statements_of(answer["Role"]["AssumeRolePolicyDocument"])


def find_statements(patient: Patient, role: str) -> Iterator[Statement]:
    """Give the statements of a role's inline and attached policies."""
    aws = get_aws(patient)
    for name in aws.ask("iam", "list_role_policies", RoleName=role)["PolicyNames"]:
        inline = aws.ask("iam", "get_role_policy", RoleName=role, PolicyName=name)
        yield from statements_of(inline["PolicyDocument"])
    for policy in aws.ask("iam", "list_attached_role_policies", RoleName=role)["AttachedPolicies"]:
        yield from _get_policy(patient, policy["PolicyArn"])


def find_boundary(patient: Patient, role: str) -> list[Statement] | None:
    """Give the statements of a role's permissions boundary, or None if it has none."""
    answer = get_aws(patient).ask("iam", "get_role", RoleName=role)
    arn = answer["Role"].get("PermissionsBoundary", {}).get("PermissionsBoundaryArn")
    return None if arn is None else _get_policy(patient, arn)


def _get_roles(patient: Patient) -> Mapping[str, Any]:
    return get_aws(patient).ask(
        "cognito-identity",
        "get_identity_pool_roles",
        IdentityPoolId=get_web_identity(patient).identity_pool_id,
    )


def _get_policy(patient: Patient, arn: str) -> list[Statement]:
    aws = get_aws(patient)
    version = aws.ask("iam", "get_policy", PolicyArn=arn)["Policy"]["DefaultVersionId"]
    attached = aws.ask("iam", "get_policy_version", PolicyArn=arn, VersionId=version)
    return statements_of(attached["PolicyVersion"]["Document"])


def _name_of(arn: str) -> str:
    return arn.rpartition("/")[2]
