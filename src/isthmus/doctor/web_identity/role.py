"""The role that the identity pool gives to those who signed in, and its documents."""

from collections.abc import Iterator, Mapping
from typing import Any

from isthmus.doctor.patient import Patient, get_aws, get_web_identity
from isthmus.doctor.statements import statements_of


def find_role_name(patient: Patient) -> str | None:
    """Give the name of the pool's role for authenticated identities, or None if it has none."""
    answer = get_aws(patient).ask(
        "cognito-identity",
        "get_identity_pool_roles",
        IdentityPoolId=get_web_identity(patient).identity_pool_id,
    )
    arn = answer.get("Roles", {}).get("authenticated")
    return arn.rpartition("/")[2] if isinstance(arn, str) else None


def get_trust(patient: Patient, role: str) -> list[Mapping[str, Any]]:
    """Give the statements of a role's trust policy."""
    answer = get_aws(patient).ask("iam", "get_role", RoleName=role)
    return statements_of(answer["Role"]["AssumeRolePolicyDocument"])


def find_allowed(patient: Patient, role: str) -> Iterator[Mapping[str, Any]]:
    """Give the Allow statements of a role's inline and attached policies."""
    aws = get_aws(patient)
    for name in aws.ask("iam", "list_role_policies", RoleName=role)["PolicyNames"]:
        inline = aws.ask("iam", "get_role_policy", RoleName=role, PolicyName=name)
        yield from _allows(inline["PolicyDocument"])
    for policy in aws.ask("iam", "list_attached_role_policies", RoleName=role)["AttachedPolicies"]:
        arn = policy["PolicyArn"]
        version = aws.ask("iam", "get_policy", PolicyArn=arn)["Policy"]["DefaultVersionId"]
        attached = aws.ask("iam", "get_policy_version", PolicyArn=arn, VersionId=version)
        yield from _allows(attached["PolicyVersion"]["Document"])


def _allows(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    return (statement for statement in statements_of(document) if statement.get("Effect") == "Allow")
