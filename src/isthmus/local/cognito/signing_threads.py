"""Threads for RSA, which runs without Python's lock: every core signs while the event loop serves.

A general thread pool spends a sixth of a signature on each hand-over. Here what is ready together is handed
to the event loop together.
"""

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")


class SigningThreads:
    """Run functions in `count` threads, which start at the first use."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._threads: list[threading.Thread] = []
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._returns: _Returns | None = None
        self._is_closed = False

    async def run(self, work: Callable[[], T]) -> T:
        """Give what `work` gives, or raise what it raises. Not after `close`."""
        if self._is_closed:
            raise RuntimeError("the signing threads have ended")
        loop = asyncio.get_running_loop()
        if self._returns is None or self._returns.loop is not loop:
            self._returns = _Returns(loop)
        self._start()
        job = _Job(work, loop.create_future(), self._returns)
        self._jobs.put(job)
        result: T = await job.future
        return result

    def close(self) -> None:
        """End the threads; who still waits is not answered."""
        self._is_closed = True
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join()

    def _start(self) -> None:
        while len(self._threads) < self._count:
            thread = threading.Thread(target=self._work, name="signing", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            if not self._is_closed:
                job.run()


class _Job:
    __slots__ = ("_returns", "_work", "error", "future", "result")

    def __init__(self, work: Callable[[], Any], future: "asyncio.Future[Any]", returns: "_Returns") -> None:
        self._work = work
        self._returns = returns
        self.future = future
        self.result: Any = None
        self.error: Exception | None = None

    def run(self) -> None:
        """Work, in a thread."""
        try:
            self.result = self._work()
        except Exception as error:  # noqa: BLE001  it is raised where the job was given
            self.error = error
        self._returns.take(self)

    def settle(self) -> None:
        """Answer who waits, on the loop."""
        if self.future.done():
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


class _Returns:
    """Finished jobs on their way to one event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self._finished: deque[_Job] = deque()
        self._is_called = False

    def take(self, job: _Job) -> None:
        """Pass a job on; called in the threads."""
        self._finished.append(job)
        if not self._is_called:
            self._is_called = True
            with suppress(RuntimeError):  # the loop was closed meanwhile: nobody waits any more
                self.loop.call_soon_threadsafe(self._settle)

    def _settle(self) -> None:
        # NOTE: first the flag: what is appended from here on calls again, what was before is settled below.
        self._is_called = False
        while self._finished:
            self._finished.popleft().settle()
