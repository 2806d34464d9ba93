import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from unit.local.cognito.identity.local_identity_pools import LocalIdentityPools
from unit.local.cognito.local_pools import LocalPools
from unit.local.console.console_under_test import ConsoleUnderTest
from unit.local.salesforce.orgs import open_test_org


@pytest.fixture(scope="session")
def console_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A user pool and an org, made once: keys and a deployment take longer than most tests."""
    folder = tmp_path_factory.mktemp("console")
    (folder / "pools").mkdir()
    with closing(LocalPools(folder / "pools")) as pools:
        pools.call("CreateUserPool", PoolName="test")
    (folder / "org").mkdir()
    open_test_org(folder / "org").org.close()
    return folder


@pytest.fixture
def console(console_template: Path, tmp_path: Path) -> Iterator[ConsoleUnderTest]:
    shutil.copytree(console_template, tmp_path, dirs_exist_ok=True)
    with closing(LocalPools(tmp_path / "pools")) as user_pools:
        identity_pools = LocalIdentityPools(tmp_path)
        salesforce = open_test_org(tmp_path / "org", deploy=False)
        yield ConsoleUnderTest(user_pools=user_pools, identity_pools=identity_pools, salesforce=salesforce)
        salesforce.org.close()
        identity_pools.pools.close()
