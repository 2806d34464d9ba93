"""What the cold start of a function costs: import over a bare interpreter with json, size of the package."""

import os
import statistics
import subprocess
import sys
import time

from bench.environments import REPOSITORY
from bench.figures import Budget, Figure
from bench.run import Run
from isthmus.bundle import FUNCTIONS, build_function

TIMES = 15
LIMITS_MS = {"define_auth_challenge": 10, "create_auth_challenge": 10, "verify_auth_challenge": 60}


def measure(run: Run) -> list[Figure]:
    """Start interpreters in turn, so that all see the same machine; weigh the packages."""
    run.say("importing the functions")
    programs = {
        "": "import json",
        **{name: f"import json, isthmus.lambdas.{name}" for name in FUNCTIONS},
        "boto3": "import json, boto3",
    }
    times: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(TIMES):
        for name, program in programs.items():
            times[name].append(_milliseconds(program))
    # The fastest is what the program costs; the rest is the machine's other work.
    over = {name: min(taken) - min(times[""]) for name, taken in times.items()}
    spread = statistics.median(times[""]) - min(times[""])
    return [
        *(_import(name, over=over, spread=spread) for name in FUNCTIONS),
        *(_package(name) for name in FUNCTIONS),
    ]


def _import(name: str, *, over: dict[str, float], spread: float) -> Figure:
    limit = LIMITS_MS.get(name)
    return Figure(
        what=f"import of the {'function' if limit is None else 'trigger'} {name}",
        unit="ms",
        better="less",
        ours=over[name],
        others={"boto3 alone": over["boto3"]},
        budget=None
        if limit is None
        else Budget(says=f"≤ {limit} ms over json", value=over[name], limit=limit, better="less"),
        note=f"fastest of {TIMES}; bare starts vary by {spread:.0f} ms",
    )


def _package(name: str) -> Figure:
    return Figure(
        what=f"package of {name}",
        unit="KiB",
        better="less",
        ours=len(build_function(name)) / 1024,
        note="one zip for x86_64 and arm64, the same bytes each time; not compressed",
    )


def _milliseconds(program: str) -> float:
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", program], check=True, env={**os.environ, "PYTHONPATH": str(REPOSITORY / "src")}
    )
    return 1000 * (time.perf_counter() - began)
