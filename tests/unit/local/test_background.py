import asyncio

import pytest

from isthmus.local.background import running_beside

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def test_what_the_work_raises_comes_out_at_the_end() -> None:
    async def work() -> None:
        raise ValueError("sample")

    with pytest.raises(ValueError, match="sample"):
        async with running_beside(work()):
            await asyncio.sleep(0)


async def test_the_work_runs_within_the_block_and_is_over_after_it() -> None:
    told: list[str] = []

    async def work() -> None:
        told.append("begun")
        try:
            await asyncio.Event().wait()
        finally:
            told.append("over")

    async with running_beside(work()):
        await asyncio.sleep(0)
        assert told == ["begun"]
    assert told == ["begun", "over"]
