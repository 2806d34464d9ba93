from collections.abc import Iterator

import pytest

from unit.local.aws.running_endpoint import RunningEndpoint, register_provider


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningEndpoint]:
    """Give one real endpoint to all tests of this folder; its OIDC provider is registered."""
    running = RunningEndpoint(tmp_path_factory.mktemp("endpoint"))
    running.start()
    register_provider(running)
    yield running
    running.stop()
