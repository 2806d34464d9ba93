"""What Terraform is told of an org: its id, its origin, and consumer keys, but no secret."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pytest

from isthmus.errors import MalformedError, UnavailableError
from isthmus.provisioned.org import read_org
from isthmus.salesforce.metadata_document import MetadataDocument, parse_document
from isthmus.salesforce.org_api import OrgRefusedError

ORIGIN = "https://sample.my.salesforce.com"
SAMPLE_ID = "00D000000000001"
APP, LOGIN = "Cognito_OIDC_Sample_glbloauth", "Isthmus_Login_glbloauth"
TOLD = {"TF_VAR_salesforce_org_id": "00D000000000001EAA", "TF_VAR_salesforce_origin": ORIGIN}


class FakeOrg:
    """An org with these records and consumer keys; None refuses to give metadata."""

    def __init__(self, *ids: str, keys: dict[str, str] | None) -> None:
        self.ids = ids
        self.keys = keys
        self.asked: list[str] = []

    def query(self, soql: str) -> list[Mapping[str, Any]]:
        assert soql == "SELECT Id FROM Organization"
        return [{"Id": each} for each in self.ids]

    def retrieve(self, members: Mapping[str, Collection[str]]) -> Sequence[MetadataDocument]:
        self.asked += [name for names in members.values() for name in names]
        if self.keys is None:
            raise OrgRefusedError(error_code="INSUFFICIENT_ACCESS", message="sample")
        return [
            parse_document(
                f"<S><consumerKey>{key}</consumerKey><consumerSecret>sample-secret</consumerSecret></S>".encode(),
                full_name=name,
            )
            for name, key in self.keys.items()
        ]


def read(org: FakeOrg) -> dict[str, str]:
    return read_org(ORIGIN, records=org, documents=org)


@pytest.mark.parametrize("ids", [(), (SAMPLE_ID, SAMPLE_ID)])
def test_refuses_an_org_that_tells_no_one_id(ids: tuple[str, ...]) -> None:
    with pytest.raises(UnavailableError, match="did not tell its id"):
        read(FakeOrg(*ids, keys={}))


@pytest.mark.parametrize("unverified_id", ["", "005000000000001", "00D00000000000$", "None"])
def test_refuses_an_id_that_is_none(unverified_id: str) -> None:
    with pytest.raises(MalformedError, match="organization id"):
        read(FakeOrg(unverified_id, keys={}))


@pytest.mark.parametrize(
    "keys", [None, {}, {APP: ""}, {"Another_glbloauth": "3MVGanother"}, {APP: "3MVG\x9b2J"}]
)
def test_leaves_out_what_the_org_does_not_give(keys: dict[str, str] | None) -> None:
    assert read(FakeOrg(SAMPLE_ID, keys=keys)) == TOLD


def test_tells_the_keys_that_the_org_gives_and_asks_for_no_other_app() -> None:
    org = FakeOrg(SAMPLE_ID, keys={APP: "3MVGapp", LOGIN: "3MVGlogin"})
    told = read(org)
    assert told == TOLD | {"TF_VAR_consumer_key": "3MVGapp", "TF_VAR_login_consumer_key": "3MVGlogin"}
    assert org.asked == [APP, LOGIN]
    assert "sample-secret" not in str(told)
