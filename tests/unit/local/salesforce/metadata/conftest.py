from collections.abc import Iterator

import pytest

from unit.local.salesforce.orgs import OrgUnderTest, open_test_org


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OrgUnderTest]:
    """An org in which nothing is deployed; refusals leave it so."""
    made = open_test_org(tmp_path_factory.mktemp("org"), deploy=False)
    yield made
    made.org.close()
