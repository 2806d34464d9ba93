"""Run checks in the order of their needs: what stands on a broken link is skipped, and names that link."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace

from isthmus.doctor.check import Check, Failed, Ok, Skipped, Verdict
from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import MissingInputError, Patient
from isthmus.errors import ConfigurationError, IsthmusError
from isthmus.secret import Secret

# What a check meets in an answer that is not as its vendor documents it: one such ends no visit.
_OF_ANOTHER_FORM = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A check and its verdict."""

    check: Check
    verdict: Verdict

    @property
    def is_failure(self) -> bool:
        """Whether something is wrong."""
        return isinstance(self.verdict, Failed)


def examine(
    patient: Patient,
    checks: Sequence[Check],
    *,
    flow: Flow | None,
    begin: Callable[[Check], None] = lambda _: None,
) -> Iterator[Finding]:
    """Run the checks of a flow, or of all, one by one; `begin` is told what is looked at.

    `checks` stand after those that they need, or `ConfigurationError` is raised.
    """
    _check_order(checks)
    broken: dict[str, str] = {}
    for check in checks:
        if flow is not None and check.flow is not flow:
            continue
        begin(check)
        blocker = next((broken[name] for name in check.needs if name in broken), None)
        verdict = Skipped(because=f"{blocker} failed") if blocker else _run(check, patient)
        verdict = _mask(verdict, patient.secrets)
        if blocker or isinstance(verdict, Failed):
            broken[check.name] = blocker or check.name
        yield Finding(check=check, verdict=verdict)


def is_healthy(findings: Sequence[Finding]) -> bool:
    """Whether something was looked at and nothing is wrong: to skip everything proves nothing."""
    return any(isinstance(finding.verdict, Ok) for finding in findings) and not any(
        finding.is_failure for finding in findings
    )


def _run(check: Check, patient: Patient) -> Verdict:
    try:
        return check.run(patient)
    except MissingInputError as error:
        return Skipped(because=str(error))
    except IsthmusError as error:
        return Failed(cause=f"could not look: {check.title}", evidence=str(error), remedy=check.unanswered)
    except _OF_ANOTHER_FORM as error:
        # SECURITY: the text of such an error quotes the answer.
        evidence = f"an answer of another form than documented ({type(error).__name__})"
        return Failed(cause=f"could not look: {check.title}", evidence=evidence, remedy=check.unanswered)


def _mask(verdict: Verdict, secrets: Sequence[Secret]) -> Verdict:
    """Take out of the words what was sent: a party may give it back in its refusal."""
    words = {each.name: getattr(verdict, each.name) for each in fields(verdict)}
    for secret in filter(Secret.reveal, secrets):
        words = {name: text.replace(secret.reveal(), "***") for name, text in words.items()}
    return replace(verdict, **words)


def _check_order(checks: Sequence[Check]) -> None:
    seen: set[str] = set()
    for check in checks:
        if not seen.issuperset(check.needs) or check.name in seen:
            raise ConfigurationError(f"the check {check.name} stands before what it needs, or twice")
        seen.add(check.name)
