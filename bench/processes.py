"""Child processes of the bench: started, watched until they answer, measured, and ended by their id."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

START_SECONDS = 40.0
STOP_SECONDS = 15.0


class BenchError(Exception):
    """A system under measure can't be started or used; the message says why, in a few words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A running program, and the clock's value when it was started."""

    process: "subprocess.Popen[bytes]"
    started_at: float

    def wait_until(self, is_true: Callable[[], bool]) -> float:
        """Poll every 2 ms; give the seconds since the start. Raise BenchError if the program ends before."""
        while not is_true():
            if self.process.poll() is not None:
                raise BenchError(f"ended with {self.process.returncode}")
            if time.perf_counter() - self.started_at > START_SECONDS:
                raise BenchError("does not answer")
            time.sleep(0.002)
        return time.perf_counter() - self.started_at

    def memory_mib(self) -> float:
        """Give the resident memory of the program and all its descendants; shared pages count for each."""
        return sum(_resident_kib(number) for number in _family(self.process.pid)) / 1024

    def cpu_seconds(self) -> float:
        """Give the processor time that the program and all its living descendants have used."""
        return sum(_cpu_ticks(number) for number in _family(self.process.pid)) / os.sysconf("SC_CLK_TCK")


@contextmanager
def running(command: Sequence[str], *, folder: Path, environment: Mapping[str, str]) -> Iterator[Child]:
    """Run a program in a process group of its own; its output goes to `bench.log` in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "bench.log").open("wb") as log:
        started_at = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield Child(process=process, started_at=started_at)
    finally:
        process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def is_answering(port: int, path: str = "/") -> bool:
    """Tell whether something at the port speaks HTTP."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"
            connection.sendall(request.encode())
            return connection.recv(8).startswith(b"HTTP/")
    except OSError:
        return False


def free_port() -> int:
    """Give a port that is free at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def is_free(port: int) -> bool:
    """Tell whether nobody has the port at this moment."""
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _family(process_id: int) -> list[int]:
    try:
        children = Path(f"/proc/{process_id}/task/{process_id}/children").read_text().split()
    except OSError:
        return [process_id]
    # NOTE: asyncio and thread pools start children from any thread, and each thread has a list of its own.
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{process_id}/task").iterdir():
            children += (task / "children").read_text().split()
    return [process_id, *(number for child in set(children) for number in _family(int(child)))]


def _resident_kib(process_id: int) -> int:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process_id}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
    return 0


def _cpu_ticks(process_id: int) -> int:
    with contextlib.suppress(OSError):
        # The name in parentheses may have spaces; after it, user and system time are the 12th and 13th.
        fields = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])
    return 0
