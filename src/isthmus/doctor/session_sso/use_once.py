"""The table of used challenges is there, with its key, and forgets by itself."""

from isthmus import settings
from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import AwsRefusedError, Patient, get_aws
from isthmus.doctor.session_sso.described import VERIFY, get_settings

_KEY = [{"AttributeName": "digest", "KeyType": "HASH"}]
_TTL = "expires_at"


def _run(patient: Patient) -> Verdict:
    aws, name = get_aws(patient), get_settings(patient, VERIFY).get(settings.USE_ONCE_TABLE, "")
    if not name:
        return Failed(
            cause="the verify function knows no use-once table",
            evidence=f"{settings.USE_ONCE_TABLE} is not set",
            remedy=f"Set {settings.USE_ONCE_TABLE} of the verify trigger: without it, it refuses everybody.",
        )
    try:
        table = aws.ask("dynamodb", "describe_table", TableName=name)["Table"]
    except AwsRefusedError as error:
        if error.error_code != "ResourceNotFoundException":
            raise
        return Failed(
            cause="the use-once table does not exist",
            evidence=name,
            remedy="Create it with the hash key digest (S) and time to live on expires_at.",
        )
    if table.get("KeySchema") != _KEY:
        return Failed(
            cause="the use-once table has another key",
            evidence=f"{name}: {', '.join(key['AttributeName'] for key in table.get('KeySchema', []))}",
            remedy="Create it anew with the one hash key digest (S).",
        )
    ttl = aws.ask("dynamodb", "describe_time_to_live", TableName=name).get("TimeToLiveDescription", {})
    if ttl.get("TimeToLiveStatus") not in ("ENABLED", "ENABLING") or ttl.get("AttributeName") != _TTL:
        return Failed(
            cause="the use-once table never forgets",
            evidence=f"{name}: time to live is {ttl.get('TimeToLiveStatus', 'DISABLED')}",
            remedy=f"aws dynamodb update-time-to-live, on the attribute {_TTL}.",
        )
    return Ok(detail=name)


CHECK = Check(
    name="session_sso.use_once",
    flow=Flow.SESSION_SSO,
    title="the use-once table is in order",
    needs=("session_sso.triggers",),
    run=_run,
    unanswered="Give these credentials dynamodb:DescribeTable and dynamodb:DescribeTimeToLive.",
)
