"""Named Credentials that a local org does not take, or that want another External Credential deployed."""

import pytest

from isthmus.clock import SystemClock
from isthmus.doctor.check import Failed, Ok, Verdict
from isthmus.doctor.m2m.named_credential import CHECK
from isthmus.doctor.patient import Machine, Patient
from isthmus.origin import Origin
from unit.doctor.orgs import FakeMetadata

ENABLED = "<calloutStatus>Enabled</calloutStatus>"
AUTHENTICATION = (
    "<namedCredentialParameters><externalCredential>{}</externalCredential>"
    "<parameterType>Authentication</parameterType></namedCredentialParameters>"
)
OURS = AUTHENTICATION.format("AWS_Cognito_OAuth")
URL = (
    "<namedCredentialParameters><parameterType>Url</parameterType>"
    "<parameterValue>https://api.example.com</parameterValue></namedCredentialParameters>"
)


def look(content: str) -> Verdict:
    machine = Machine(
        domain=Origin.parse("https://example.auth.us-east-1.amazoncognito.com"),
        client_id="sample",
        scopes=None,
        pool=None,
        get_token=None,
    )
    metadata = FakeMetadata(documents={"NamedCredential": f"<NamedCredential>{content}</NamedCredential>"})
    return CHECK.run(Patient(clock=SystemClock(), metadata=metadata, machine=machine))


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (OURS, "the Named Credential is switched off for callouts"),
        (ENABLED, "the Named Credential uses another External Credential"),
        (ENABLED + AUTHENTICATION.format("Another"), "the Named Credential uses another External Credential"),
        (
            f"{ENABLED}<generateAuthorizationHeader>false</generateAuthorizationHeader>{OURS}",
            "the Named Credential sends no token",
        ),
    ],
)
def test_refuses_what_is_off_or_carries_another_token_or_none(content: str, cause: str) -> None:
    verdict = look(content)
    assert isinstance(verdict, Failed)
    assert verdict.cause == cause


def test_takes_one_that_is_on_and_tells_what_it_calls() -> None:
    verdict = look(f"{ENABLED}{URL}{OURS}")
    assert verdict == Ok(detail="AWS_API_Access calls https://api.example.com")
