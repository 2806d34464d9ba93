"""Run a function's package as Lambda would: nothing installed, no variables of Python's, only the archive."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_PROGRAM = """
import json, sys
archive, name = sys.argv[1:]
assert not any("site-packages" in path for path in sys.path), sys.path
sys.path.insert(0, archive)
from importlib import import_module
handler = import_module(f"isthmus.lambdas.{name}").handler
events = json.load(sys.stdin)
answers = [handler(event, None) for event in events]
places = {module.__file__ for label, module in sys.modules.items() if label.split(".")[0] == "isthmus"}
assert all(place.startswith(archive) for place in places), places
print("", json.dumps(answers), sep=chr(10), end="", file=sys.stderr)
"""


def run_package(archive: Path, *, name: str, events: list[Any], environ: Mapping[str, str]) -> list[Any]:
    """Give what the handler answers to each event."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", _PROGRAM, str(archive), name],
        input=json.dumps(events),
        env=dict(environ),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answers: list[Any] = json.loads(done.stderr.rpartition("\n")[2])
    return answers
