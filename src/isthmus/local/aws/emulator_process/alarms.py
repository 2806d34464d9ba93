"""CloudWatch's alarms as the query protocol describes them, which Terraform reads.

ministack leaves out there what it says in JSON (period, statistic, dimensions and more) and escapes nothing,
so that a second `terraform plan` finds every alarm changed. Here its JSON answer is written as XML.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricAlarm.html
"""

import functools
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape

Answer = tuple[int, dict[str, str], bytes]
Describe = Callable[..., Answer]

_MEMBER = re.compile(r"(AlarmNames|AlarmTypes)\.member\.[0-9]+")
_TEXTS = ("AlarmNamePrefix", "StateValue", "MaxRecords", "NextToken")
_NAMESPACE = "http://monitoring.amazonaws.com/doc/2010-08-01/"


async def serve_cloudwatch(serve: Any, *request: Any) -> Any:
    """Pass a request on to ministack's CloudWatch, corrected at its first use: it is imported late."""
    from ministack.services import cloudwatch  # type: ignore[import-untyped]  # noqa: PLC0415  ministack ships no types

    original = cloudwatch._describe_alarms  # noqa: SLF001  ministack has no public API
    if not isinstance(original, functools.partial):
        cloudwatch._describe_alarms = functools.partial(describe_alarms, original)  # noqa: SLF001  the same
    return await serve(*request)


def describe_alarms(
    describe: Describe,
    parameters: Mapping[str, Any],
    given: Mapping[str, Any],
    is_cbor: bool,  # noqa: FBT001  ministack's call
    is_json: bool = False,  # noqa: FBT001, FBT002  the same
) -> Answer:
    """Answer DescribeAlarms: as `describe` does, but complete in the query protocol."""
    if is_cbor or is_json:
        return describe(parameters, given, is_cbor, is_json)
    status, headers, body = describe({}, _read_query(parameters), False, True)  # noqa: FBT003  the same
    if status != 200:  # noqa: PLR2004  HTTP
        return describe(parameters, given, is_cbor, is_json)
    return status, {**headers, "Content-Type": "application/xml"}, _write_answer(json.loads(body))


def _read_query(parameters: Mapping[str, Any]) -> dict[str, Any]:
    texts = {
        name: value[0] if isinstance(value, list) else value for name, value in parameters.items() if value
    }
    asked: dict[str, Any] = {name: texts[name] for name in _TEXTS if name in texts}
    for name, text in texts.items():
        if member := _MEMBER.fullmatch(name):
            asked.setdefault(member[1], []).append(text)
    return asked


def _write_answer(answer: Mapping[str, Any]) -> bytes:
    alarms = [
        # Of the two, an alarm has one.
        alarm | {"Statistic": None if alarm.get("ExtendedStatistic") else alarm.get("Statistic")}
        for alarm in answer["MetricAlarms"]
    ]
    result = _to_xml("DescribeAlarmsResult", {**answer, "MetricAlarms": alarms})
    metadata = "<ResponseMetadata><RequestId>local</RequestId></ResponseMetadata>"
    return (
        f'<DescribeAlarmsResponse xmlns="{_NAMESPACE}">{result}{metadata}</DescribeAlarmsResponse>'.encode()
    )


def _to_xml(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict):
        inner = "".join(_to_xml(key, item) for key, item in value.items())
    elif isinstance(value, list):
        inner = "".join(_to_xml("member", item) for item in value)
    elif isinstance(value, bool):
        inner = str(value).lower()
    elif name.endswith("Timestamp"):
        inner = datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    else:
        inner = escape(str(value))
    return f"<{name}>{inner}</{name}>"
