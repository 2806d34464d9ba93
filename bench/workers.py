"""Libraries under measure, each in a process of its own that times itself: a line asks, a line answers.

The programs are in `bench/peers`; they run in the peer's environment and import nothing of `bench`.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from bench.environments import FOLDER, REPOSITORY, Install, ensure_installed
from bench.processes import BenchError
from bench.run import Run

PROGRAMS = REPOSITORY / "bench" / "peers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """A library. `install` None is our own environment; `argument` tells the program which library it is."""

    name: str
    program: str
    argument: str
    install: Install | None


class Worker:
    """A running program."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._input, self._output = process.stdin, process.stdout

    def ask(self, question: Mapping[str, Any]) -> float:
        """Give the number that it answers; raise BenchError if it ends instead."""
        try:
            self._input.write(json.dumps(question) + "\n")
            self._input.flush()
            answer = self._output.readline()
        except OSError as error:
            raise BenchError("ended") from error
        if not answer:
            raise BenchError("fails")
        return float(answer)


@contextmanager
def workers(
    run: Run, libraries: tuple[Library, ...], *, setup: Mapping[str, Any]
) -> Iterator[dict[str, Worker]]:
    """Start all that can be had, and tell each the setup; why one can't is in `run.left_out`."""
    with ExitStack() as stack:
        started: dict[str, Worker] = {}
        for library in libraries:
            try:
                worker = stack.enter_context(_worker(library))
                worker.ask(setup)
            except BenchError as error:
                run.left_out[library.name] = str(error)
                continue
            started[library.name] = worker
        yield started


@contextmanager
def _worker(library: Library) -> Iterator[Worker]:
    if library.install is not None:
        ensure_installed(library.argument, library.install)
    process = subprocess.Popen(
        [
            *_interpreter(library),
            str(PROGRAMS / library.program),
            library.argument,
            str(FOLDER / library.argument),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=PROGRAMS,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY / "src") if library.install is None else ""},
        text=True,
        encoding="utf-8",
    )
    try:
        with process:  # which closes its input, and so ends it
            yield Worker(process)
    finally:
        if process.poll() is None:
            process.kill()


def _interpreter(library: Library) -> list[str]:
    if library.program.endswith(".mjs"):
        return ["node"]
    if library.install is None:
        return [sys.executable]
    return [str(FOLDER / library.argument / "bin" / "python")]
