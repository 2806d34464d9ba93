"""One stack for all tests that need one, at debug level so that its log can be searched for secrets."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from flows.driving import Stack, start_stack, stop_stack
from isthmus.local.servers import find_free_port_base

# How fast a machine is, is no test.
hypothesis_settings.register_profile(
    "any-machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("any-machine")


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("stack")
    running = start_stack(folder, "--log-level", "debug", port_base=find_free_port_base())
    yield running
    assert stop_stack(running) == 0
