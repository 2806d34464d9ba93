from collections.abc import Iterator
from pathlib import Path

import pytest

from unit.local.salesforce.orgs import Browser, OrgUnderTest, open_test_org


@pytest.fixture
def made(tmp_path: Path) -> Iterator[OrgUnderTest]:
    """An org with the project deployed, an administrator and a standard user."""
    org = open_test_org(tmp_path)
    yield org
    org.org.close()


@pytest.fixture
def browser(made: OrgUnderTest) -> Browser:
    return Browser(made)
