"""The seed file in the documents starts a stack as it stands."""

import re
from pathlib import Path

from isthmus.local.seed.file.reading import read_seed_file
from unit.local.cognito.identity.local_identity_pools import LocalIdentityPools
from unit.local.cognito.local_pools import LocalPools, basic

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_example_is_a_seed(tmp_path: Path) -> None:
    (example,) = BLOCK.findall((ROOT / "docs/local-stack.md").read_text(encoding="utf-8"))
    (tmp_path / "seed.yaml").write_text(example, encoding="utf-8")
    seed = read_seed_file(tmp_path / "seed.yaml")
    local, identity = LocalPools(tmp_path), LocalIdentityPools(tmp_path)
    for pool in seed.user_pools:
        local.run(local.pools.ensure_seeded(pool))
    for identity_pool in seed.identity_pools:
        identity.pools.ensure_seeded(identity_pool)
    credentials = basic("1example23456789abcdefghij", "sample0secret0of0the0seed")
    token = local.post_token("grant_type=client_credentials", authorization=credentials)
    local.close()
    identity.pools.close()
    assert token.status_code == 200
