"""A callout through the Named Credential works, in the name of the session's user."""

from isthmus.doctor.callouts import NOT_OK
from isthmus.doctor.check import Check, Failed, Ok, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import Patient, get_callouts, get_machine

_BY_WORDS = {
    "couldn't access the credential": (
        "the running user may not use the principal",
        "isthmus m2m connect --user <username> assigns the permission set to the session's user.",
    ),
    "Unable to fetch the OAuth token": (
        "the org gets no token: the secret of its named principal is wrong",
        "isthmus m2m connect --org <My Domain> --client-id <client id> sets it anew.",
    ),
    "couldn't access the endpoint": (
        "the session's user may not call out by anonymous Apex",
        "Give it Customize Application, which anonymous Apex needs for a Named Credential.",
    ),
    NOT_OK: (
        "the API refused the org's token, or failed",
        "401: the API expects another pool, client or issuer (isthmus.guard). 403: a scope is missing.",
    ),
}


def _run(patient: Patient) -> Verdict:
    machine = get_machine(patient)
    said = get_callouts(patient).call(machine.named_credential, path=machine.test_path)
    if said is None:
        return Ok(detail=f"GET callout:{machine.named_credential}{machine.test_path} answered 200")
    for words, (cause, remedy) in _BY_WORDS.items():
        if words in said:
            return Failed(cause=cause, evidence=said, remedy=remedy)
    return Failed(cause="the callout failed", evidence=said, remedy="See docs/troubleshooting.md.")


CHECK = Check(
    name="m2m.callout",
    flow=Flow.M2M,
    title="a callout through the Named Credential works",
    needs=(
        *("m2m.token", "m2m.external_credential", "m2m.token_url", "m2m.credential_scope"),
        *("m2m.principal", "m2m.permission_set", "m2m.object_rights", "m2m.assignment"),
        "m2m.named_credential",
    ),
    run=_run,
    unanswered="The session's user needs Author Apex, and the org no limit reached.",
)
