"""A local stack has no login host: which hosts are one org's is tested here, for both flows that need one."""

import pytest

from isthmus.clock import SystemClock
from isthmus.doctor.check import Check, Failed, Ok
from isthmus.doctor.patient import Patient, SessionSso, WebIdentity
from isthmus.doctor.session_sso import my_domain as of_session_sso
from isthmus.doctor.web_identity import my_domain as of_web_identity
from isthmus.origin import Origin
from isthmus.salesforce.ids import OrgId

CHECKS = pytest.mark.parametrize("check", [of_web_identity.CHECK, of_session_sso.CHECK])


def a_patient(host: str) -> Patient:
    org = Origin.parse(f"https://{host}")
    pool_id = "us-east-1:00000000-0000-4000-8000-000000000000"
    return Patient(
        clock=SystemClock(),
        web_identity=WebIdentity(org=org, consumer_key="sample", identity_pool_id=pool_id),
        session_sso=SessionSso(
            user_pool_id="us-east-1_Sample001",
            client_id="sample",
            org_id=OrgId.parse("00D1t000000rXxREAU"),
            org=org,
            validator=org,
            validator_path="/",
        ),
    )


@CHECKS
@pytest.mark.parametrize(
    "host", ["login.salesforce.com", "test.salesforce.com", "na139.salesforce.com", "cs5.salesforce.com"]
)
def test_refuses_a_host_that_orgs_share(check: Check, host: str) -> None:
    verdict = check.run(a_patient(host))
    assert isinstance(verdict, Failed)
    assert verdict.cause == "the org is named by a login host, and not by its My Domain"


@CHECKS
@pytest.mark.parametrize(
    "host", ["a.my.salesforce.com", "a--b.sandbox.my.salesforce.com", "a.my.site.com", "id.example.com"]
)
def test_takes_a_host_of_one_org(check: Check, host: str) -> None:
    assert isinstance(check.run(a_patient(host)), Ok)
