import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from unit.local.cognito.local_pools import LocalPools
from unit.local.seed.seeding import POOL_ID, a_pool, apply, seed_of


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data directories made once: a pool's two RSA keys take longer than most tests."""
    folder = tmp_path_factory.mktemp("templates")
    pools: dict[str, list[dict[str, Any]]] = {
        "empty": [],
        "bare": [{"id": POOL_ID, "settings": {"PoolName": "sample"}}],
        "seeded": [a_pool()],
    }
    for name, each in pools.items():
        (folder / name).mkdir()
        local = LocalPools(folder / name)
        apply(local, seed_of(folder, *each))
        local.close()
    return folder


@pytest.fixture(params=["empty"])
def local(request: pytest.FixtureRequest, templates: Path, tmp_path: Path) -> Iterator[LocalPools]:
    """Local pools that hold nothing, unless the test is parametrized with another template."""
    shutil.copytree(templates / request.param, tmp_path / "data")
    opened = LocalPools(tmp_path / "data")
    yield opened
    opened.close()
