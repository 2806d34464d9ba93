"""What an org answers that the local one never does, when it is asked by a session."""

import json
from contextlib import closing

import pytest

from isthmus.clock import SystemClock
from isthmus.doctor.check import Check, Failed, Verdict
from isthmus.doctor.patient import Patient, SessionSso
from isthmus.doctor.session_sso import lookup, session_kind
from isthmus.doctor.session_sso.described import TRIGGERS
from isthmus.errors import UnavailableError
from isthmus.origin import Origin
from isthmus.salesforce.ids import OrgId
from isthmus.secret import Secret
from unit.answering import a_web_server
from unit.doctor.fake_aws import FakeAws


def answered(check: Check, *, status: int, error_code: str, how: str = "userinfo") -> Verdict:
    body = json.dumps([{"message": "sample", "errorCode": error_code}]).encode()
    with a_web_server((status, body)) as server, closing(Origin.parse_insecure_http(server.url)) as org:
        return check.run(a_patient(org, how=how))


def a_patient(org: Origin, *, how: str) -> Patient:
    variables = {"ISTHMUS_OWNER_LOOKUP": how}
    return Patient(
        clock=SystemClock(),
        aws=FakeAws(
            answers={
                "describe_user_pool": {"UserPool": {"LambdaConfig": dict.fromkeys(TRIGGERS, "sample")}},
                "get_function_configuration": {"Environment": {"Variables": variables}},
            }
        ),
        session_sso=SessionSso(
            user_pool_id="us-east-1_Sample001",
            client_id="sample",
            org_id=OrgId.parse("00D1t000000rXxREAU"),
            org=org,
            validator=org,
            validator_path="/",
            session=Secret(f"00D1t000000rXxR!{'x' * 90}"),
        ),
    )


def test_names_an_owner_who_may_not_use_the_api() -> None:
    verdict = answered(session_kind.CHECK, status=403, error_code="API_CURRENTLY_DISABLED")
    assert isinstance(verdict, Failed)
    assert verdict.cause == "the owner of the session may not use the API"


def test_names_a_session_that_is_for_no_api() -> None:
    verdict = answered(session_kind.CHECK, status=401, error_code="INVALID_SESSION_ID")
    assert isinstance(verdict, Failed)
    assert verdict.cause == "the org takes the session for no API call"


@pytest.mark.parametrize("error_code", ["API_DISABLED_FOR_ORG", "FUNCTIONALITY_NOT_ENABLED"])
def test_names_an_org_without_chatter(error_code: str) -> None:
    verdict = answered(lookup.CHECK, status=403, error_code=error_code, how="chatter")
    assert isinstance(verdict, Failed)
    assert verdict.cause == "the org does not tell by Chatter whose a session is"


def test_names_an_org_that_forbids_userinfo() -> None:
    verdict = answered(lookup.CHECK, status=403, error_code="FORBIDDEN")
    assert isinstance(verdict, Failed)
    assert verdict.cause == "the org does not tell by userinfo whose a session is"


@pytest.mark.parametrize("how", ["userinfo", "chatter"])
def test_does_not_take_a_spent_quota_for_a_switch(how: str) -> None:
    with pytest.raises(UnavailableError, match="REQUEST_LIMIT_EXCEEDED"):
        answered(lookup.CHECK, status=403, error_code="REQUEST_LIMIT_EXCEEDED", how=how)
