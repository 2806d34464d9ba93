from collections.abc import Iterator

import pytest

from unit.local.aws.identity_directory import Directory
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


@pytest.fixture(scope="session")
def directory(endpoint: RunningEndpoint) -> Directory:
    """Give one user pool with two users of two departments."""
    directory = Directory(endpoint)
    directory.add_user("sample-seller")
    directory.add_user("sample-writer", dept="press")
    return directory
