from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from isthmus.clock import SystemClock
from isthmus.doctor.check import Failed, Ok
from isthmus.doctor.org_session import look_at_session
from isthmus.doctor.patient import MissingInputError, Patient
from isthmus.errors import UnavailableError
from isthmus.origin import Origin
from isthmus.salesforce.org_api import OrgApi, OrgRefusedError
from isthmus.secret import Secret
from unit.answering import a_web_server


@contextmanager
def an_org(status: int, answer: bytes) -> Iterator[Patient]:
    with a_web_server((status, answer)) as server:
        origin = Origin.parse_insecure_http(server.url)
        with closing(origin):
            org = OrgApi(origin, session=Secret("00Dsample!session"))
            yield Patient(clock=SystemClock(), org=org)


def test_looks_at_no_session_that_is_not_told() -> None:
    with pytest.raises(MissingInputError, match="ISTHMUS_ORG_SESSION"):
        look_at_session(Patient(clock=SystemClock()))


def test_names_a_session_that_is_refused_and_shows_none() -> None:
    refusal = b'[{"errorCode":"INVALID_SESSION_ID","message":"Session expired or invalid"}]'
    with an_org(401, refusal) as patient:
        verdict = look_at_session(patient)
    assert isinstance(verdict, Failed)
    assert verdict.cause == "the org does not take the session"
    assert "00Dsample!session" not in repr(verdict)


def test_another_refusal_and_an_outage_are_no_expired_session() -> None:
    limit = b'[{"errorCode":"REQUEST_LIMIT_EXCEEDED","message":"TotalRequests Limit exceeded."}]'
    with an_org(403, limit) as patient, pytest.raises(OrgRefusedError, match="REQUEST_LIMIT_EXCEEDED"):
        look_at_session(patient)
    with an_org(503, b"") as patient, pytest.raises(UnavailableError):
        look_at_session(patient)


def test_tells_which_org_it_is() -> None:
    with an_org(200, b'{"records":[{"Id":"00Dsample","Name":"Sample"}]}') as patient:
        assert look_at_session(patient) == Ok(detail="Sample (00Dsample)")
