import pytest

from unit.local.salesforce.orgs import Browser, OrgUnderTest
from unit.local.salesforce.setup.visitors import ADMINISTRATOR, Visitor


@pytest.fixture
def admin(made: OrgUnderTest) -> Visitor:
    """The administrator, logged in to Setup."""
    return Visitor(made).logged_in(ADMINISTRATOR)


@pytest.fixture
def stranger(made: OrgUnderTest) -> Browser:
    return Browser(made)
