"""What a function logs, collected exactly and without waiting.

ministack reads a worker's log lines for 50 ms after each answer, in case one is under way. A Python worker
writes a mark behind its last line here, so that reading ends at the mark. Other runtimes write none: their
lines are waited for 2 ms, and later ones join the next call's.
"""

import queue
import time
from collections.abc import Callable
from typing import Any

from ministack.core import lambda_runtime  # type: ignore[import-untyped]  # ministack ships no types

MARK = "\x1eend of invocation"
LONGEST_WAIT_SECONDS = 0.05
FIRST_LINE_SECONDS = 0.002
QUIET_SECONDS = 0.001
_ANSWERS = "        _real_stdout.flush()\n\nrun()\n"
_MARKS_AND_ANSWERS = f"""        try:
            sys.stderr.flush()
            os.write(2, {MARK.encode() + bytes([10])!r})
        except (OSError, ValueError):
            pass
{_ANSWERS}"""


def end_python_logs_with_a_mark() -> None:
    """Let Python workers write the mark, and whoever collects their lines look for it."""
    script, worker = lambda_runtime._PYTHON_WORKER_SCRIPT, lambda_runtime.Worker  # noqa: SLF001  ministack has no setting for it
    if script.count(_ANSWERS) != 1:
        raise AttributeError("ministack's worker is another: the corrections are for ministack 1.5.33")
    lambda_runtime._PYTHON_WORKER_SCRIPT = script.replace(_ANSWERS, _MARKS_AND_ANSWERS)  # noqa: SLF001  the same
    original = worker._drain_stderr_bounded  # noqa: SLF001  the same

    def drain(self: Any, **waits: float) -> str:
        if type(self) is worker and str(self.config.get("Runtime", "")).startswith("python"):
            return read_to_mark(self._stderr_queue.get)
        given: str = original(
            self, **{"first_line_wait": FIRST_LINE_SECONDS, "idle_confirm": QUIET_SECONDS, **waits}
        )
        return given

    worker._drain_stderr_bounded = drain  # noqa: SLF001  the same


def read_to_mark(get: Callable[..., str]) -> str:
    """Give the lines up to the mark, or what came in 50 ms if a worker died before it.

    What is there behind a mark is taken too, without waiting: a mark that came late is nobody's any more.
    """
    lines: list[str] = []
    gives_up_at = time.monotonic() + LONGEST_WAIT_SECONDS
    while True:
        try:
            line = get(timeout=max(0.0, gives_up_at - time.monotonic()))
        except queue.Empty:
            return "\n".join(lines)
        if line.endswith(MARK):
            gives_up_at = 0.0
            line = line.removesuffix(MARK)
            if not line:
                continue
        lines.append(line)
