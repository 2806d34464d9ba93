"""Which checks are run for whom."""

from isthmus.clock import SystemClock
from isthmus.doctor.checks import ALL, checks_for
from isthmus.doctor.patient import Patient, WebIdentity
from isthmus.origin import Origin
from isthmus.secret import Secret

TOKEN = "web_identity.shown_token"


def a_patient(id_token: Secret | None) -> Patient:
    web_identity = WebIdentity(
        org=Origin.parse("https://sample.my.salesforce.com"),
        consumer_key="3MVG9sample.key",
        identity_pool_id="us-east-1:00000000-0000-4000-8000-000000000000",
        id_token=id_token,
    )
    return Patient(clock=SystemClock(), web_identity=web_identity)


def test_leaves_out_a_token_that_is_not_shown_and_nothing_else() -> None:
    every = [check.name for check in ALL]
    for patient in (Patient(clock=SystemClock()), a_patient(None)):
        assert [check.name for check in checks_for(patient)] == [name for name in every if name != TOKEN]


def test_looks_at_a_token_that_is_shown() -> None:
    assert checks_for(a_patient(Secret("sample"))) == ALL
