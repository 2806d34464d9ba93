import pytest

from isthmus.local.tracing.tracer import Tracer
from unit.local.tracing.recorded import SetClock


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def tracer(clock: SetClock) -> Tracer:
    return Tracer(clock=clock)
