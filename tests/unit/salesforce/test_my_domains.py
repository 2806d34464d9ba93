"""Which hosts are an org's own."""

import pytest

from isthmus.errors import ConfigurationError
from isthmus.origin import Origin
from isthmus.salesforce.my_domain import check_my_domain


@pytest.mark.parametrize("host", ["login", "test", "na1", "eu1.mobile"])
def test_refuses_hosts_that_orgs_share(host: str) -> None:
    with pytest.raises(ConfigurationError, match="My Domain"):
        check_my_domain(Origin.parse(f"https://{host}.salesforce.com"))


@pytest.mark.parametrize(
    "origin",
    [
        "https://acme.my.salesforce.com",
        "https://acme--dev.sandbox.my.salesforce.com",
        "https://localhost:4443",
    ],
)
def test_takes_an_org_by_its_own_name(origin: str) -> None:
    check_my_domain(Origin.parse(origin))
