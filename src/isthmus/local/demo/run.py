"""Start a stack on free ports with a data directory of its own, tell the flows, stop it."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console

from isthmus.errors import ConfigurationError, UnavailableError
from isthmus.local.demo.choices import read_choices
from isthmus.local.demo.guest import Guest
from isthmus.local.demo.narrator import Narrator
from isthmus.local.demo.stories import STORIES
from isthmus.local.servers import find_free_port_base

START_SECONDS = 60
STOP_SECONDS = 15


def run_demo(*, flow: str) -> None:
    """Tell one flow, or `all`. Raises an IsthmusError that names the hop that failed."""
    chosen = list(STORIES) if flow == "all" else [flow]
    if chosen[0] not in STORIES:
        raise ConfigurationError(f"there is no flow '{flow}': choose one of {', '.join(STORIES)}")
    console = Console(highlight=False)
    console.print("Starting the local stack on free ports…")
    with own_stack() as ready:
        guest = Guest.of(ready)
        with guest.http:
            for name in chosen:
                story = STORIES[name]
                narrator = Narrator(console, flow=name, story=story.words)
                story.tell(guest, narrator, read_choices({}, options=story.options(ready)))
    console.print("\n[bold green]All hops did what they should.[/bold green]")


@contextmanager
def own_stack() -> Iterator[dict[str, Any]]:
    """Run a stack with the demo's seed in a process and a folder of its own; give its ready document."""
    with tempfile.TemporaryDirectory(prefix="isthmus-demo-") as folder:
        ready_file = Path(folder) / "ready.json"
        command = [sys.executable, "-m", "isthmus", "up", "--port-base", str(find_free_port_base())]
        command += ["--data-dir", str(Path(folder) / "data"), "--ready-file", str(ready_file)]
        log_file = Path(folder) / "stack.log"
        with log_file.open("wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log)  # noqa: S603  our own program
        try:
            yield _wait(process, ready_file, log_file=log_file)
        finally:
            process.terminate()
            process.wait(timeout=STOP_SECONDS)


def _wait(process: "subprocess.Popen[bytes]", ready_file: Path, *, log_file: Path) -> dict[str, Any]:
    deadline = time.monotonic() + START_SECONDS
    while not ready_file.exists():
        if process.poll() is not None:
            said = log_file.read_text(encoding="utf-8", errors="replace").strip()
            raise UnavailableError(f"the local stack ended before it was up: {said}")
        if time.monotonic() > deadline:
            raise UnavailableError(f"the local stack was not up within {START_SECONDS} s")
        time.sleep(0.02)
    document: dict[str, Any] = json.loads(ready_file.read_text(encoding="utf-8"))
    return document
