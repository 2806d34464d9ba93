"""Names of users."""

from isthmus.flows.session_sso.username import username_of
from unit.flows.session_sso.fakes import an_owner
from unit.salesforce.fake_org import OTHER_ORG_ID, OTHER_USER_ID


def test_an_email_or_username_makes_no_difference() -> None:
    changed = an_owner(email="ceo@victim.example", username="ceo@victim.example")
    assert username_of(changed) == username_of(an_owner())


def test_each_org_and_each_user_has_a_name_of_its_own() -> None:
    owners = [an_owner(), an_owner(org_id=OTHER_ORG_ID), an_owner(user_id=OTHER_USER_ID)]
    assert len({username_of(owner).lower() for owner in owners}) == 3


def test_is_made_of_the_two_ids() -> None:
    assert username_of(an_owner()) == "salesforce_00D1t000000rXxREAU_0051t000001qjZ7AAI"
