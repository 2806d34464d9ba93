"""Checks run in the order of their needs, and a broken link is named once."""

from collections.abc import Callable

import pytest

from isthmus.clock import SystemClock
from isthmus.doctor.check import Check, Failed, Ok, Skipped, Verdict
from isthmus.doctor.checks import ALL
from isthmus.doctor.examining import examine
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import MissingInputError, Patient
from isthmus.errors import ConfigurationError, UnavailableError
from isthmus.secret import Secret

NOBODY = Patient(clock=SystemClock())
FAULT = Failed(cause="broken", evidence="seen", remedy="mend it")


def fine(_: Patient) -> Verdict:
    return Ok(detail="fine")


def broken(_: Patient) -> Verdict:
    return FAULT


def untold(_: Patient) -> Verdict:
    raise MissingInputError("set SOMETHING")


def silent(_: Patient) -> Verdict:
    raise UnavailableError("no answer")


def a_check(name: str, run: Callable[[Patient], Verdict], *needs: str, flow: Flow = Flow.M2M) -> Check:
    return Check(name=name, flow=flow, title=name, needs=needs, run=run, unanswered="ask again")


def verdicts(*checks: Check, flow: Flow | None = None) -> dict[str, Verdict]:
    return {finding.check.name: finding.verdict for finding in examine(NOBODY, checks, flow=flow)}


def test_skips_what_stands_on_a_failure_and_names_the_first_link() -> None:
    found = verdicts(a_check("a", broken), a_check("b", fine, "a"), a_check("c", fine, "b"))
    assert found == {"a": FAULT, "b": Skipped(because="a failed"), "c": Skipped(because="a failed")}


def test_runs_what_stands_on_a_check_that_was_not_told_enough() -> None:
    found = verdicts(a_check("a", untold), a_check("b", fine, "a"))
    assert found == {"a": Skipped(because="set SOMETHING"), "b": Ok(detail="fine")}


def test_a_party_that_gives_no_answer_is_a_failure_with_the_checks_remedy() -> None:
    found = verdicts(a_check("a", silent))
    assert found == {"a": Failed(cause="could not look: a", evidence="no answer", remedy="ask again")}


@pytest.mark.parametrize(
    "error", [AttributeError, KeyError, IndexError, TypeError, ValueError, OverflowError, UnicodeEncodeError]
)
def test_an_answer_of_another_form_fails_its_check_and_is_not_quoted(error: type[Exception]) -> None:
    def stumble(_: Patient) -> Verdict:
        if error is UnicodeEncodeError:
            "sample-secret \ud800".encode()
        raise error("sample-secret")

    found = verdicts(a_check("a", stumble), a_check("b", fine))
    assert isinstance(found["a"], Failed)
    assert error.__name__ in found["a"].evidence
    assert "sample-secret" not in repr(found)
    assert found["b"] == Ok(detail="fine")


def test_a_secret_that_a_party_gives_back_is_in_no_verdict() -> None:
    secret = Secret("sample-secret")

    def echo(_: Patient) -> Verdict:
        raise UnavailableError(f"the org says: Bearer {secret.reveal()} is not welcome")

    patient = Patient(clock=SystemClock(), secrets=(secret, Secret("")))
    (finding,) = examine(patient, [a_check("a", echo)], flow=None)
    assert isinstance(finding.verdict, Failed)
    assert finding.verdict.evidence == "the org says: Bearer *** is not welcome"


def test_refuses_a_check_before_what_it_needs_and_a_name_twice() -> None:
    for checks in ((a_check("b", fine, "a"), a_check("a", fine)), (a_check("a", fine), a_check("a", fine))):
        with pytest.raises(ConfigurationError):
            verdicts(*checks)


def test_runs_one_flow_only_and_says_what_begins() -> None:
    checks = (a_check("a", fine), a_check("b", fine, flow=Flow.SESSION_SSO))
    begun: list[str] = []
    found = list(examine(NOBODY, checks, flow=Flow.SESSION_SSO, begin=lambda check: begun.append(check.name)))
    assert [finding.check.name for finding in found] == begun == ["b"]


def test_a_patient_of_whom_nothing_is_known_is_told_what_to_set() -> None:
    found = [finding.verdict for finding in examine(NOBODY, ALL, flow=None)]
    assert len(found) == len(ALL)
    assert all(isinstance(verdict, Skipped) for verdict in found)
    assert not any(isinstance(verdict, Skipped) and "failed" in verdict.because for verdict in found)
