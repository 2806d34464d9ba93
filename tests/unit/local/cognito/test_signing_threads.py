import asyncio
import threading
from collections.abc import Iterator

import pytest

from isthmus.local.cognito.signing_threads import SigningThreads

pytestmark = pytest.mark.anyio


@pytest.fixture
def threads() -> Iterator[SigningThreads]:
    threads = SigningThreads(2)
    yield threads
    threads.close()


async def test_takes_no_work_after_its_end() -> None:
    threads = SigningThreads(1)
    threads.close()
    with pytest.raises(RuntimeError):
        await threads.run(lambda: 1)


async def test_raises_what_the_work_raises_and_goes_on(threads: SigningThreads) -> None:
    for _ in range(4):
        with pytest.raises(ZeroDivisionError):
            await threads.run(lambda: 1 // 0)
    assert await threads.run(lambda: "signed") == "signed"


async def test_gives_each_caller_its_own_result(threads: SigningThreads) -> None:
    results = await asyncio.gather(*(threads.run(lambda number=number: number) for number in range(1000)))  # type: ignore[misc]
    assert results == list(range(1000))


async def test_works_in_as_many_threads_as_told(threads: SigningThreads) -> None:
    meeting = threading.Barrier(2, timeout=5)
    await asyncio.gather(threads.run(meeting.wait), threads.run(meeting.wait))


async def test_a_caller_who_gave_up_disturbs_nobody(threads: SigningThreads) -> None:
    go_on = threading.Event()
    waiting = asyncio.create_task(threads.run(go_on.wait))
    await asyncio.sleep(0)
    waiting.cancel()
    go_on.set()
    assert await threads.run(lambda: "signed") == "signed"


def test_serves_one_event_loop_after_another() -> None:
    threads = SigningThreads(1)
    assert [asyncio.run(threads.run(lambda: "signed")) for _ in range(3)] == ["signed"] * 3
    threads.close()
