"""No request of whatever shape brings a fault, a hang or an answer in the wrong language out of the org."""

import random
from pathlib import Path

import pytest

from isthmus.local.salesforce.routes import ADDRESSES
from security.wild_org import WildOrg
from unit.local.salesforce.orgs import open_test_org

SEED = 20261121
REQUESTS_PER_ADDRESS = 40


@pytest.mark.timeout(180)
def test_every_address_answers_every_request_in_its_language(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    made = open_test_org(tmp_path)
    wild = WildOrg(made, random.Random(SEED))  # noqa: S311  to repeat, not to guard
    findings = [
        finding
        for address in ADDRESSES
        for _ in range(REQUESTS_PER_ADDRESS)
        if (finding := wild.find_fault(address))
    ]
    assert not findings, "\n".join(findings[:20])
    assert not [record.getMessage() for record in caplog.records if "unexpected" in record.getMessage()]
    assert {200, 204, 302, 303, 400, 401, 403, 404, 405} <= wild.statuses, "the requests led somewhere"
    made.org.close()
