"""What may happen once."""

import concurrent.futures
import threading

import pytest

from isthmus.aws.use_once import UseOnceTable
from isthmus.errors import DeniedError, UnavailableError
from unit.aws.fake_aws import FakeAws, refuse
from unit.aws.fake_table import TABLE, FakeTable
from unit.salesforce.openid_org import NOW, FixedClock

CALLERS = 8


def a_use_once(aws: FakeAws) -> UseOnceTable:
    return UseOnceTable(dynamodb=aws, table=TABLE, clock=FixedClock())


def test_denies_a_second_claim() -> None:
    use_once = a_use_once(FakeAws({"PutItem": FakeTable().put_item}))
    use_once.claim("a digest", ttl_seconds=60)
    with pytest.raises(DeniedError) as refused:
        use_once.claim("a digest", ttl_seconds=60)
    assert refused.value.rule == "use_once"


def test_of_many_callers_at_once_one_wins() -> None:
    use_once = a_use_once(FakeAws({"PutItem": FakeTable().put_item}))
    together = threading.Barrier(CALLERS)

    def wins(_: int) -> bool:
        together.wait()
        try:
            use_once.claim("a digest", ttl_seconds=60)
        except DeniedError:
            return False
        return True

    with concurrent.futures.ThreadPoolExecutor(CALLERS) as pool:
        assert sum(pool.map(wins, range(CALLERS))) == 1


@pytest.mark.parametrize("code", ["AccessDeniedException", "ProvisionedThroughputExceededException"])
def test_is_no_claim_when_the_table_is_unavailable(code: str) -> None:
    with pytest.raises(UnavailableError):
        a_use_once(FakeAws({"PutItem": refuse(code)})).claim("a digest", ttl_seconds=60)


def test_writes_the_digest_with_its_time_to_live() -> None:
    table = FakeTable()
    a_use_once(FakeAws({"PutItem": table.put_item})).claim("a digest", ttl_seconds=60)
    assert table.items == {"a digest": {"digest": {"S": "a digest"}, "expires_at": {"N": str(NOW + 60)}}}


def test_claims_of_different_digests_do_not_touch() -> None:
    table = FakeTable()
    use_once = a_use_once(FakeAws({"PutItem": table.put_item}))
    use_once.claim("one", ttl_seconds=60)
    use_once.claim("other", ttl_seconds=60)
    assert set(table.items) == {"one", "other"}
