"""A browser for each file of tests: a living one of Playwright's would break `asyncio.run` in the others."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from flows.browsing import chromium
from flows.console_visits import Visit, visiting
from flows.driving import Stack


@pytest.fixture(scope="module")
def browser(stack: Stack) -> Iterator[Browser]:
    with chromium(Path(stack["ca_bundle"])) as running:
        yield running


@pytest.fixture
def visit(browser: Browser, stack: Stack) -> Iterator[Visit]:
    with visiting(browser, stack) as begun:
        yield begun
