"""Claims that become principal tags can do so: the role lets sessions be tagged.

https://docs.aws.amazon.com/cognito/latest/developerguide/using-afac-with-cognito-identity-pools.html
"""

from collections.abc import Mapping
from typing import Any

from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import AwsRefusedError, Patient, get_aws, get_web_identity, require
from isthmus.doctor.statements import names_action
from isthmus.doctor.web_identity.oidc_provider import get_provider_arn
from isthmus.doctor.web_identity.role import find_role_name, get_trust

_TAG = "sts:TagSession"


def _run(patient: Patient) -> Verdict:
    mapped = _get_map(patient)
    tags = [f"{tag} from {claim}" for tag, claim in mapped.get("PrincipalTags", {}).items()]
    if not tags and mapped.get("UseDefaults") is not True:
        return Ok(detail="no claims become tags")
    told = ", ".join(tags) or "the default ones"
    role = require(find_role_name(patient), "the identity pool has no role")
    if not any(
        statement.get("Effect") == "Allow" and names_action(statement, _TAG)
        for statement in get_trust(patient, role)
    ):
        return Failed(
            cause="claims are to become tags, and the role does not let sessions be tagged",
            evidence=f"{role} has no statement for {_TAG}; tags: {told}",
            remedy=f"Add {_TAG} beside sts:AssumeRoleWithWebIdentity in the role's trust policy.",
        )
    return Ok(detail=told)


def _get_map(patient: Patient) -> Mapping[str, Any]:
    try:
        return get_aws(patient).ask(
            "cognito-identity",
            "get_principal_tag_attribute_map",
            IdentityPoolId=get_web_identity(patient).identity_pool_id,
            IdentityProviderName=get_provider_arn(patient),
        )
    except AwsRefusedError as error:
        if error.error_code != "ResourceNotFoundException":
            raise
        return {}


CHECK = Check(
    name="web_identity.tags",
    flow=Flow.WEB_IDENTITY,
    title="claims may become tags",
    needs=("web_identity.oidc_provider", "web_identity.trust"),
    run=_run,
    unanswered="Give these credentials cognito-identity:GetPrincipalTagAttributeMap and iam:GetRole.",
)
