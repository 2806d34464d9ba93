"""What anonymous Apex says about a callout, and which cause that is."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest

from isthmus.clock import SystemClock
from isthmus.doctor.callouts import ApexCallouts
from isthmus.doctor.check import Failed, Ok
from isthmus.doctor.m2m.callout import CHECK
from isthmus.doctor.patient import Machine, Patient
from isthmus.origin import Origin
from isthmus.salesforce.org_api import OrgApi
from isthmus.secret import Secret
from unit.answering import a_web_server

ENDED = {"compiled": True, "success": False, "compileProblem": None, "exceptionMessage": None}
MACHINE = Machine(
    domain=Origin.parse("https://example.auth.us-east-1.amazoncognito.com"),
    client_id="sample",
    scopes=None,
    pool=None,
    get_token=None,
)


@contextmanager
def callouts(**ended: Any) -> Iterator[ApexCallouts]:
    with a_web_server((200, json.dumps(ENDED | ended).encode())) as server:
        origin = Origin.parse_insecure_http(server.url)
        with closing(origin):
            yield ApexCallouts(OrgApi(origin, session=Secret("00Dsample!session")))


@pytest.mark.parametrize(
    ("ended", "said"),
    [
        ({}, "no reason given"),
        ({"compileProblem": "Unexpected token"}, "Unexpected token"),
        ({"exceptionMessage": "System.CalloutException: timed out"}, "System.CalloutException: timed out"),
        (
            {"exceptionMessage": "Assertion Failed: Expected: 200, Actual: 401"},
            "the API answered another status: Assertion Failed: Expected: 200, Actual: 401",
        ),
    ],
)
def test_gives_the_words_of_what_went_wrong(ended: dict[str, Any], said: str) -> None:
    with callouts(**ended) as made:
        assert made.call("AWS_API_Access", path="/test") == said


def test_200_needs_no_words() -> None:
    with callouts(success=True) as made:
        patient = Patient(clock=SystemClock(), callouts=made, machine=MACHINE)
        assert CHECK.run(patient) == Ok(detail="GET callout:AWS_API_Access/test answered 200")


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        ("We couldn't access the credential(s).", "the running user may not use the principal"),
        (
            "Unable to fetch the OAuth token.",
            "the org gets no token: the secret of its named principal is wrong",
        ),
        (
            "The callout couldn't access the endpoint.",
            "the session's user may not call out by anonymous Apex",
        ),
        ("Assertion Failed: Expected: 200, Actual: 403", "the API refused the org's token, or failed"),
        ("Read timed out", "the callout failed"),
    ],
)
def test_names_the_cause_by_the_words(said: str, cause: str) -> None:
    with callouts(exceptionMessage=f"System.CalloutException: {said}") as made:
        verdict = CHECK.run(Patient(clock=SystemClock(), callouts=made, machine=MACHINE))
    assert isinstance(verdict, Failed)
    assert (verdict.cause, said in verdict.evidence) == (cause, True)
