import pytest

from unit.local.openid.fake_provider import FakeProvider, SetClock


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def provider() -> FakeProvider:
    return FakeProvider()


@pytest.fixture
def clock() -> SetClock:
    return SetClock()
