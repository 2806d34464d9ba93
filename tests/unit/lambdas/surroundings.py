"""What the deployed functions meet in these tests."""

from dataclasses import dataclass

from unit.aws.fake_aws import FakeAws
from unit.aws.fake_table import FakeTable
from unit.cognito.fake_user_pool import FakeUserPool
from unit.salesforce.fake_org import FakeOrg
from unit.salesforce.loopback import Loopback


@dataclass(slots=True, kw_only=True)
class Surroundings:
    """What the functions meet, and the environment that names it."""

    org: FakeOrg
    pool: FakeUserPool
    table: FakeTable
    aws: FakeAws
    org_server: Loopback
    environ: dict[str, str]
