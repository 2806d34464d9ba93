"""The org is named by its My Domain, not by a host that all orgs share."""

from isthmus.doctor.check import Check, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.my_domain import look_at_host
from isthmus.doctor.patient import Patient, get_web_identity


def _run(patient: Patient) -> Verdict:
    return look_at_host(get_web_identity(patient).org)


CHECK = Check(
    name="web_identity.my_domain",
    flow=Flow.WEB_IDENTITY,
    title="the org is named by its My Domain",
    needs=(),
    run=_run,
    unanswered="Set ISTHMUS_SALESFORCE_ORGS.",
)
