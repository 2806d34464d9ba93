"""A stack whose AWS account is empty, and each AWS provider of this machine."""

from collections.abc import Iterator

import pytest

from flows.driving import Stack, start_stack, stop_stack
from infra.terraform_runs import Provider, find_providers, why_not
from isthmus.local.servers import find_free_port_base

PROVIDERS: list[Provider | None] = [*find_providers()]


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Run a stack with the Salesforce org alone."""
    running = start_stack(tmp_path_factory.mktemp("bare"), "--seed", "org", port_base=find_free_port_base())
    yield running
    assert stop_stack(running) == 0


@pytest.fixture(
    scope="module",
    params=PROVIDERS or [None],
    ids=lambda provider: "none" if provider is None else f"provider-{provider.version}",
)
def provider(request: pytest.FixtureRequest) -> Provider:
    """Give an AWS provider, or skip and say what is missing."""
    if (reason := why_not()) is not None:
        pytest.skip(reason)
    given: Provider = request.param
    return given
