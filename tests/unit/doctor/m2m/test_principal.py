"""The named principal, and what of it is shown."""

from isthmus.clock import SystemClock
from isthmus.doctor.check import Failed
from isthmus.doctor.m2m.principal import CHECK
from isthmus.doctor.patient import Machine, Patient
from isthmus.origin import Origin
from unit.doctor.orgs import FakeOrg


def test_does_not_show_a_secret_that_was_entered_as_the_id() -> None:
    secret = "1sampleclientsecret2sampleclientsecret3sampleclient"
    org = FakeOrg(
        external_credential={"principals": [{"principalName": "Integration"}]},
        credential={"credentials": {"clientId": {"value": secret}, "clientSecret": {}}},
    )
    machine = Machine(
        domain=Origin.parse("https://example.auth.us-east-1.amazoncognito.com"),
        client_id="2samplemachine",
        scopes=None,
        pool=None,
        get_token=None,
    )
    verdict = CHECK.run(Patient(clock=SystemClock(), org=org, machine=machine))
    assert isinstance(verdict, Failed)
    assert verdict.evidence == "the org has …client, and ISTHMUS_M2M_CLIENT_ID is …achine"
