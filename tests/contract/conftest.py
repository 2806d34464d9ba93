"""Real clients against one stack, which `tests/conftest.py` starts."""

from collections.abc import Iterator

import pytest

from contract.javascript_clients import JavaScript, javascript
from contract.sample_app import SampleApp, make_sample_app
from flows.driving import Stack


@pytest.fixture(scope="session")
def clients() -> Iterator[JavaScript]:
    """The JavaScript clients, in one process."""
    with javascript() as running:
        yield running


@pytest.fixture(scope="session")
def app(stack: Stack) -> SampleApp:
    """A user pool of the tests' own, with a public app client."""
    return make_sample_app(stack)
