"""How much of Cognito's five seconds was left in the calls of the last day, by Lambda's own reports.

The logs are read. No function is called for it: a call would spend the quota, and write to the logs.
https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from isthmus.doctor.check import Check, Failed, Ok, Skipped, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import Aws, AwsRefusedError, Patient, get_aws
from isthmus.doctor.session_sso.described import describe_functions

_COGNITO_MS = 5_000
_SLOW_MS = 4_000
_DAY_SECONDS = 86_400
_MOST_OF_A_PAGE = 1_000
_MOST_PAGES = 10
_PARTS = re.compile(r"\t(?:Init |Restore )?Duration: (\d+(?:\.\d+)?) ms")
_JSON_PARTS = ("durationMs", "initDurationMs", "restoreDurationMs")


def _run(patient: Patient) -> Verdict:
    slowest: dict[str, float] = {}
    for trigger, function in describe_functions(patient).items():
        durations = list(_find_durations(patient, function))
        if durations:
            slowest[trigger] = max(durations)
    if not slowest:
        return Skipped(because="the logs have no call of the last 24 hours: sign in once, then look again")
    told = ", ".join(f"{trigger} {duration:.0f} ms" for trigger, duration in slowest.items())
    if max(slowest.values()) > _SLOW_MS:
        return Failed(
            cause="a trigger took more than 4 of the 5 seconds that Cognito waits",
            evidence=f"the slowest of 24 hours, start included: {told}",
            remedy="More memory brings more CPU; take it out of a VPC; see in its log what it waits for.",
        )
    return Ok(detail=f"{_COGNITO_MS - max(slowest.values()):.0f} ms left at worst: {told}")


def _find_durations(patient: Patient, function: Mapping[str, Any]) -> Iterator[float]:
    """Give how long each reported call took, the start of a process included, in milliseconds."""
    logging = function.get("LoggingConfig", {})
    fields: dict[str, object] = {
        "logGroupName": logging.get("LogGroup") or f"/aws/lambda/{function['FunctionName']}",
        "filterPattern": '"platform.report"' if logging.get("LogFormat") == "JSON" else '"REPORT RequestId"',
        "startTime": int((patient.clock.now() - _DAY_SECONDS) * 1000),
        "limit": _MOST_OF_A_PAGE,
    }
    try:
        for message in _find_messages(get_aws(patient), fields):
            parts = _parse_report(message)
            if parts:
                yield sum(parts)
    except AwsRefusedError as error:
        if error.error_code != "ResourceNotFoundException":
            raise


def _find_messages(aws: Aws, fields: Mapping[str, object]) -> Iterator[str]:
    """Give the messages of the first pages. WIRE: a page may be empty, and another one follow."""
    following: dict[str, object] = {}
    for _ in range(_MOST_PAGES):
        answer = aws.ask("logs", "filter_log_events", **fields, **following)
        yield from (str(event.get("message", "")) for event in answer.get("events", []))
        if not answer.get("nextToken"):
            return
        following = {"nextToken": answer["nextToken"]}


def _parse_report(message: str) -> list[float]:
    """Give the parts of one report, in either of Lambda's log formats; none if it is no report.

    SECURITY: nothing else of a log is read, let alone shown.
    """
    if message.startswith("REPORT RequestId: "):
        return [float(part) for part in _PARTS.findall(message)]
    try:
        record = json.loads(message)
    except ValueError:
        return []
    if not isinstance(record, dict) or record.get("type") != "platform.report":
        return []
    metrics = record.get("record", {}).get("metrics", {})
    return [float(metrics[name]) for name in _JSON_PARTS if name in metrics]


CHECK = Check(
    name="session_sso.time_left",
    flow=Flow.SESSION_SSO,
    title="the triggers answer within 5 seconds",
    needs=("session_sso.triggers",),
    run=_run,
    unanswered="Give these credentials logs:FilterLogEvents on the log groups of the triggers.",
)
