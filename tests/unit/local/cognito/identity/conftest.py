from collections.abc import Iterator
from pathlib import Path

import pytest

from unit.local.cognito.identity.local_identity_pools import LocalIdentityPools


@pytest.fixture
def identity(tmp_path: Path) -> Iterator[LocalIdentityPools]:
    local = LocalIdentityPools(tmp_path)
    yield local
    local.pools.close()
