from collections.abc import Iterator
from pathlib import Path

import pytest

from unit.local.salesforce.orgs import OrgUnderTest, open_test_org


@pytest.fixture
def made(tmp_path: Path) -> Iterator[OrgUnderTest]:
    """An org whose administrator may call out."""
    org = open_test_org(tmp_path)
    org.org.assign_permission_set(org.admin_id, permission_set="Cognito_API_Access")
    org.configure_principal()
    yield org
    org.org.close()
