"""Lambda's reports are read in both of its log formats, and nothing else of a log is."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from isthmus.clock import SystemClock
from isthmus.doctor.check import Failed, Ok, Skipped
from isthmus.doctor.patient import AwsRefusedError, Patient, SessionSso
from isthmus.doctor.session_sso.described import TRIGGERS
from isthmus.doctor.session_sso.time_left import CHECK
from isthmus.origin import Origin
from isthmus.salesforce.ids import OrgId
from unit.doctor.fake_aws import FakeAws

FUNCTION = {"FunctionName": "sample", "LoggingConfig": {"LogFormat": "JSON", "LogGroup": "/sample"}}
TEXT = "REPORT RequestId: sample\tDuration: 200.50 ms\tBilled Duration: 901 ms\tInit Duration: 700.25 ms\t"


def report(**metrics: float) -> str:
    return json.dumps({"type": "platform.report", "record": {"metrics": metrics}})


def a_patient(logs: Mapping[str, Any] | str, **pages: Mapping[str, Any]) -> Patient:
    org = Origin.parse("https://sample.my.salesforce.com")
    answers: dict[str, Mapping[str, Any] | str] = {
        "describe_user_pool": {"UserPool": {"LambdaConfig": dict.fromkeys(TRIGGERS, "sample")}},
        "get_function_configuration": FUNCTION,
        "filter_log_events": logs,
        **pages,
    }
    return Patient(
        clock=SystemClock(),
        aws=FakeAws(answers=answers),
        session_sso=SessionSso(
            user_pool_id="us-east-1_Sample001",
            client_id="sample",
            org_id=OrgId.parse("00D1t000000rXxREAU"),
            org=org,
            validator=org,
            validator_path="/",
        ),
    )


def events(*messages: str) -> dict[str, Any]:
    return {"events": [{"message": message} for message in messages]}


@pytest.mark.parametrize("logs", ["ResourceNotFoundException", events(), events("{", "[]", '{"type": "x"}')])
def test_skips_logs_without_a_report(logs: Mapping[str, Any] | str) -> None:
    verdict = CHECK.run(a_patient(logs))
    assert isinstance(verdict, Skipped)
    assert "sign in once" in verdict.because


def test_does_not_take_logs_that_it_may_not_read_for_empty_ones() -> None:
    with pytest.raises(AwsRefusedError, match="AccessDeniedException"):
        CHECK.run(a_patient("AccessDeniedException"))


def test_reads_on_behind_an_empty_page() -> None:
    pages = {"filter_log_events second": events(report(durationMs=4500))}
    verdict = CHECK.run(a_patient({"events": [], "nextToken": "second"}, **pages))
    assert isinstance(verdict, Failed)


def test_gives_up_where_pages_never_end() -> None:
    assert isinstance(CHECK.run(a_patient({"events": [], "nextToken": "again"})), Skipped)


def test_adds_the_start_of_a_process_to_the_call() -> None:
    slow = report(durationMs=2100.5, initDurationMs=2000, billedDurationMs=4101, maxMemoryUsedMB=80)
    verdict = CHECK.run(a_patient(events(report(durationMs=20), slow)))
    assert isinstance(verdict, Failed)
    assert "4100 ms" in verdict.evidence


@pytest.mark.parametrize("message", [TEXT, report(durationMs=200.5, restoreDurationMs=700.25)])
def test_says_what_is_left_of_five_seconds(message: str) -> None:
    verdict = CHECK.run(a_patient(events(message)))
    assert isinstance(verdict, Ok)
    assert verdict.detail.startswith("4099 ms left at worst: DefineAuthChallenge 901 ms")
