"""What is deployed: the size of each function's package, and what importing it costs as Lambda does it.

From the package alone, unpacked, without bytecode: nobody writes to /var/task, so each cold start compiles.
"""

import io
import os
import resource
import statistics
import subprocess
import sys
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.figures import Budget, Figure
from bench.groups.imports import LIMITS_MS
from bench.run import Run
from isthmus.bundle import FUNCTIONS, build_function

TIMES = 15
_BARE = "import json"
# Nothing of Python's own installation but the standard library: no site-packages, no variables.
_ISOLATED = (sys.executable, "-I", "-S", "-B", "-c")


def measure(run: Run) -> list[Figure]:
    """Build the packages, then start interpreters in turn, so that all see the same machine."""
    run.say("building and importing the packages")
    packages = {name: build_function(name) for name in FUNCTIONS}
    times: dict[str, list[float]] = {name: [] for name in ("", *packages)}
    with TemporaryDirectory() as folder:
        for name, package in packages.items():
            zipfile.ZipFile(io.BytesIO(package)).extractall(Path(folder) / name)
        for _ in range(TIMES):
            times[""].append(_milliseconds(_BARE))
            for name in packages:
                place = str(Path(folder) / name)
                program = f"import sys; sys.path.insert(0, {place!r}); {_BARE}, isthmus.lambdas.{name}"
                times[name].append(_milliseconds(program))
    spread = statistics.median(times[""]) - min(times[""])
    sizes = [_size(name, package) for name, package in packages.items()]
    return sizes + [_import(name, min(times[name]) - min(times[""]), spread=spread) for name in packages]


def _size(name: str, package: bytes) -> Figure:
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        members = opened.namelist()
    is_for_every_machine = all(member.endswith(".py") for member in members)
    return Figure(
        what=f"package of {name}, {'x86_64 and arm64' if is_for_every_machine else 'of this machine'}",
        unit="bytes",
        better="less",
        ours=len(package),
        note=f"{len(members)} files of Python, not compressed"
        + ("; the same zip for both" if is_for_every_machine else ""),
    )


def _import(name: str, milliseconds: float, *, spread: float) -> Figure:
    limit = LIMITS_MS.get(name)
    budget = None
    if limit is not None:
        says = f"≤ {limit} ms over json"
        budget = Budget(says=says, value=milliseconds, limit=limit, better="less")
    return Figure(
        what=f"import of the package of {name}",
        unit="ms",
        better="less",
        ours=milliseconds,
        budget=budget,
        note=f"processor time without bytecode, as at a cold start; least of {TIMES}; bare starts vary by"
        f" {spread:.0f} ms",
    )


def _milliseconds(program: str) -> float:
    """Give the processor time of an interpreter that runs a program: waiting for the machine is not in it."""
    began = _processor_seconds()
    subprocess.run([*_ISOLATED, program], check=True, env={"PATH": os.environ["PATH"]})
    return 1000 * (_processor_seconds() - began)


def _processor_seconds() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime
