"""The verify function may write to the use-once table."""

from isthmus import settings
from isthmus.doctor.check import Check, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import Patient, get_aws
from isthmus.doctor.rights import UNANSWERED, Asked, judge_rights
from isthmus.doctor.session_sso.described import VERIFY, describe_functions, settings_of


def _run(patient: Patient) -> Verdict:
    function = describe_functions(patient)[VERIFY]
    name = settings_of(function).get(settings.USE_ONCE_TABLE, "")
    table = get_aws(patient).ask("dynamodb", "describe_table", TableName=name)["Table"]
    asked = Asked(
        role_arn=str(function["Role"]),
        actions=("dynamodb:PutItem",),
        resource=str(table["TableArn"]),
        cause="the verify function may not write to the use-once table",
        remedy="Allow dynamodb:PutItem on the table in the policy of the function's role.",
    )
    return judge_rights(patient, asked)


CHECK = Check(
    name="session_sso.use_once_rights",
    flow=Flow.SESSION_SSO,
    title="the verify function may use the table",
    needs=("session_sso.use_once",),
    run=_run,
    unanswered=UNANSWERED,
)
