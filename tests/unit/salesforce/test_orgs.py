"""Trusted orgs."""

import pytest

from isthmus.errors import DeniedError
from isthmus.origin import Origin
from isthmus.salesforce.orgs import Orgs
from unit.salesforce.fake_org import ORG_ID, OTHER_ORG_ID


def test_refuses_an_org_that_is_not_configured() -> None:
    orgs = Orgs({ORG_ID: Origin.parse("https://acme.my.salesforce.com")})
    with pytest.raises(DeniedError) as refused:
        orgs.get_origin(OTHER_ORG_ID)
    assert refused.value.rule == "trusted_org"


def test_is_not_changed_by_its_maker_afterwards() -> None:
    origins = {ORG_ID: Origin.parse("https://acme.my.salesforce.com")}
    orgs = Orgs(origins)
    origins[OTHER_ORG_ID] = Origin.parse("https://evil.my.salesforce.com")
    with pytest.raises(DeniedError):
        orgs.get_origin(OTHER_ORG_ID)


def test_gives_the_origin_of_each_org() -> None:
    one, other = (
        Origin.parse("https://acme.my.salesforce.com"),
        Origin.parse("https://acme--x.my.salesforce.com"),
    )
    orgs = Orgs({ORG_ID: one, OTHER_ORG_ID: other})
    assert (orgs.get_origin(ORG_ID), orgs.get_origin(OTHER_ORG_ID)) == (one, other)
