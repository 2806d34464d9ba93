"""The role allows what the app asks for."""

from isthmus.doctor.check import Check, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import Patient, get_asked, require
from isthmus.doctor.rights import UNANSWERED, Asked, judge_rights
from isthmus.doctor.web_identity.role import find_role_arn


def _run(patient: Patient) -> Verdict:
    actions, resource = get_asked(patient)
    asked = Asked(
        role_arn=require(find_role_arn(patient), "the identity pool has no role"),
        actions=actions,
        resource=resource,
        cause="the role does not allow what the app asks for",
        remedy="Allow it in the role's policy, where a Deny wins; or correct --action and --resource.",
    )
    return judge_rights(patient, asked)


CHECK = Check(
    name="web_identity.asked",
    flow=Flow.WEB_IDENTITY,
    title="the role allows what the app asks for",
    needs=("web_identity.policy",),
    run=_run,
    unanswered=UNANSWERED,
)
