import json
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from isthmus.local.aws.emulator_process.alarms import describe_alarms

QUERY = (False, False)  # neither CBOR nor JSON
XML = "{http://monitoring.amazonaws.com/doc/2010-08-01/}"
ALARM = {
    "AlarmName": "errors",
    "AlarmDescription": "more than 3 & <rising>",
    "Statistic": "Average",
    "ExtendedStatistic": "p99",
    "Period": 300,
    "ActionsEnabled": True,
    "Unit": None,
    "StateUpdatedTimestamp": 0,
    "Dimensions": [{"Name": "FunctionName", "Value": "define"}],
}


class Ministack:
    """Stands for ministack's own function: remembers how it was called."""

    def __init__(self, status: int = 200) -> None:
        self.calls: list[tuple[Any, ...]] = []
        self.status = status

    def describe(self, *call: Any) -> tuple[int, dict[str, str], bytes]:
        self.calls.append(call)
        return self.status, {}, json.dumps({"MetricAlarms": [ALARM], "CompositeAlarms": []}).encode()


def test_leaves_a_refusal_to_ministack_in_the_protocol_of_the_caller() -> None:
    ministack = Ministack(status=400)
    describe_alarms(ministack.describe, {"MaxRecords": ["0"]}, {}, *QUERY)
    assert ministack.calls[-1] == ({"MaxRecords": ["0"]}, {}, False, False)


@pytest.mark.parametrize("flags", [(True, False), (False, True)])
def test_leaves_other_protocols_alone(flags: tuple[bool, bool]) -> None:
    ministack = Ministack()
    describe_alarms(ministack.describe, {}, {"AlarmNames": ["errors"]}, *flags)
    assert ministack.calls == [({}, {"AlarmNames": ["errors"]}, *flags)]


def test_asks_for_what_the_query_names() -> None:
    ministack = Ministack()
    query = {"Action": ["DescribeAlarms"], "AlarmNames.member.1": ["a"], "AlarmNames.member.2": ["b"]}
    describe_alarms(ministack.describe, query | {"StateValue": ["OK"]}, {}, *QUERY)
    assert ministack.calls == [({}, {"StateValue": "OK", "AlarmNames": ["a", "b"]}, False, True)]


def test_tells_all_of_an_alarm() -> None:
    _, headers, body = describe_alarms(Ministack().describe, {}, {}, *QUERY)
    alarm = ET.fromstring(body).find(f"{XML}DescribeAlarmsResult/{XML}MetricAlarms/{XML}member")  # noqa: S314  our own
    assert alarm is not None
    told = {item.tag.removeprefix(XML): item.text for item in alarm if not len(item)}
    assert headers["Content-Type"] == "application/xml"
    assert told == {
        "AlarmName": "errors",
        "AlarmDescription": "more than 3 & <rising>",
        "ExtendedStatistic": "p99",
        "Period": "300",
        "ActionsEnabled": "true",
        "StateUpdatedTimestamp": "1970-01-01T00:00:00Z",
    }
    dimension = alarm.find(f"{XML}Dimensions/{XML}member")
    assert dimension is not None
    assert [item.text for item in dimension] == ["FunctionName", "define"]
