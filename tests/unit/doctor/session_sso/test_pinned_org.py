"""The orgs that the verify function trusts, and what of the setting is shown."""

import pytest

from isthmus.clock import SystemClock
from isthmus.doctor.check import Failed, Ok, Verdict
from isthmus.doctor.patient import Patient, SessionSso
from isthmus.doctor.session_sso.described import TRIGGERS
from isthmus.doctor.session_sso.pinned_org import CHECK
from isthmus.origin import Origin
from isthmus.salesforce.ids import OrgId
from unit.doctor.fake_aws import FakeAws

ORG_ID = OrgId.parse("00D1t000000rXxREAU")
ORG = "https://acme.my.salesforce.com"


def look(orgs: str) -> Verdict:
    origin = Origin.parse(ORG)
    aws = FakeAws(
        answers={
            "describe_user_pool": {"UserPool": {"LambdaConfig": dict.fromkeys(TRIGGERS, "sample")}},
            "get_function_configuration": {"Environment": {"Variables": {"ISTHMUS_SALESFORCE_ORGS": orgs}}},
        }
    )
    wanted = SessionSso(
        user_pool_id="us-east-1_Sample001",
        client_id="sample",
        org_id=ORG_ID,
        org=origin,
        validator=origin,
        validator_path="/",
    )
    return CHECK.run(Patient(clock=SystemClock(), aws=aws, session_sso=wanted))


@pytest.mark.parametrize(
    "orgs",
    [
        "sample-secret",
        "00D1t000000rXxR!sample-secret",
        "00D2w000000AbCdEAK=https://other.my.salesforce.com, sample-secret",
        f"{ORG_ID}=https://user:sample-secret@acme.my.salesforce.com",
        f"{ORG_ID}=sample-secret",
    ],
)
def test_shows_nothing_of_a_setting_that_is_no_list_of_orgs(orgs: str) -> None:
    verdict = look(orgs)
    assert isinstance(verdict, Failed)
    assert "sample-secret" not in repr(verdict)


def test_takes_the_org_at_its_address() -> None:
    assert isinstance(look(f"{ORG_ID}={ORG}"), Ok)
