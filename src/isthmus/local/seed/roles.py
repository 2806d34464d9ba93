"""IAM roles with one inline policy."""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

POLICY = "isthmus"


def ensure_role(
    iam: "IAMClient", *, name: str, trust: Mapping[str, Any], allowed: Sequence[Mapping[str, Any]]
) -> str:
    """Give the ARN of the role `name`, trusting whom `trust` says and allowed the statements in `allowed`."""
    document = json.dumps(trust)
    try:
        arn = iam.get_role(RoleName=name)["Role"]["Arn"]
        iam.update_assume_role_policy(RoleName=name, PolicyDocument=document)
    except iam.exceptions.NoSuchEntityException:
        arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=document)["Role"]["Arn"]
    policy = json.dumps({"Version": "2012-10-17", "Statement": list(allowed)})
    iam.put_role_policy(RoleName=name, PolicyName=POLICY, PolicyDocument=policy)
    return arn
