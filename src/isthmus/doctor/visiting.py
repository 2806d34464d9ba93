"""One visit: admit the patient, run the checks, tell."""

import contextlib
from pathlib import Path

from rich.console import Console

from isthmus.clock import SystemClock
from isthmus.doctor.admitting import Names, Told, add_told, admit_account, admit_local
from isthmus.doctor.checks import checks_for
from isthmus.doctor.examining import examine, is_healthy
from isthmus.doctor.flow import Flow
from isthmus.doctor.telling import Teller, write_json
from isthmus.settings import Environment


def visit(*, ready_file: Path | None, flow: Flow | None, is_json: bool, told: Told, names: Names) -> bool:
    """Examine and tell on standard output; give whether nothing is wrong."""
    clock = SystemClock()
    patient = (
        admit_account(Environment(), names=names, told=told, clock=clock)
        if ready_file is None
        else admit_local(ready_file, names=names, clock=clock)
    )
    patient = add_told(patient, told)
    checks = checks_for(patient)
    with contextlib.closing(patient):
        if is_json:
            teller = Teller(Console(stderr=True))
            findings = teller.collect(examine(patient, checks, flow=flow, begin=teller.begin))
            print(write_json(findings))  # noqa: T201  the answer
        else:
            teller = Teller(Console(highlight=False))
            findings = teller.tell(examine(patient, checks, flow=flow, begin=teller.begin))
    return is_healthy(findings)
