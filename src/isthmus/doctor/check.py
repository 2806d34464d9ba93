"""What a check is and what it can find: `Ok`, `Failed` with cause, evidence and remedy, or `Skipped`.

A check looks and changes nothing. Evidence quotes names, ids and error codes, never a secret or a token.
"""

from collections.abc import Callable
from dataclasses import dataclass

from isthmus.doctor.flow import Flow
from isthmus.doctor.patient import Patient


@dataclass(frozen=True, slots=True, kw_only=True)
class Ok:
    """Nothing is wrong. `detail` says what was seen."""

    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """Something is wrong: `cause` in words, `evidence` that was seen, `remedy` to type or click."""

    cause: str
    evidence: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """Not looked at, because of `because`."""

    because: str


Verdict = Ok | Failed | Skipped


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A check. `needs` names the checks without whose success it would say nothing true.

    `run` raises `MissingInputError` for what it was not told, and any other `IsthmusError` if a party gave
    no usable answer: `unanswered` is the remedy for that.
    """

    name: str
    flow: Flow
    title: str
    needs: tuple[str, ...]
    run: Callable[[Patient], Verdict]
    unanswered: str
