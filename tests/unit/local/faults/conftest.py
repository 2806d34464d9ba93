import pytest

from unit.local.faults.boards import Board


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def board() -> Board:
    return Board()
