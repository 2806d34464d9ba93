"""What a trigger's cold start costs: its import over a bare interpreter with json."""

import os
import statistics
import subprocess
import sys
import time

from bench.environments import REPOSITORY
from bench.figures import Budget, Figure
from bench.run import Run

TIMES = 15
LIMITS_MS = {"define_auth_challenge": 10, "create_auth_challenge": 10, "verify_auth_challenge": 60}


def measure(run: Run) -> list[Figure]:
    """Start interpreters in turn, so that all see the same machine."""
    run.say("importing the triggers")
    programs = {
        "": "import json",
        **{name: f"import json, isthmus.lambdas.{name}" for name in LIMITS_MS},
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
        Figure(
            what=f"import of the trigger {name}",
            unit="ms",
            better="less",
            ours=over[name],
            others={"boto3 alone": over["boto3"]},
            budget=Budget(says=f"≤ {limit} ms over json", value=over[name], limit=limit, better="less"),
            note=f"fastest of {TIMES}; bare starts vary by {spread:.0f} ms",
        )
        for name, limit in LIMITS_MS.items()
    ]


def _milliseconds(program: str) -> float:
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", program], check=True, env={**os.environ, "PYTHONPATH": str(REPOSITORY / "src")}
    )
    return 1000 * (time.perf_counter() - began)
