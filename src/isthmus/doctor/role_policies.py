"""What the policies of a role say: its own, those attached to it, and the boundary of both."""

from collections.abc import Iterator

from isthmus.doctor.patient import Patient, get_aws
from isthmus.doctor.statements import Statement, statements_of


def name_of(role_arn: str) -> str:
    """Give the name of a role, which its ARN has behind its path."""
    return role_arn.rpartition("/")[2]


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


def _get_policy(patient: Patient, arn: str) -> list[Statement]:
    aws = get_aws(patient)
    version = aws.ask("iam", "get_policy", PolicyArn=arn)["Policy"]["DefaultVersionId"]
    attached = aws.ask("iam", "get_policy_version", PolicyArn=arn, VersionId=version)
    return statements_of(attached["PolicyVersion"]["Document"])
