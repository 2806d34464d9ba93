"""The challenge that is made."""

import inspect
import re

import pytest

from isthmus.errors import DeniedError
from isthmus.flows.session_sso.create import create_challenge


@pytest.mark.parametrize("name", ["", "PASSWORD_VERIFIER", "custom_challenge"])
def test_refuses_to_make_another_challenge(name: str) -> None:
    with pytest.raises(DeniedError) as refused:
        create_challenge(name)
    assert refused.value.rule == "foreign_challenge"


def test_is_told_nothing_about_the_user_and_so_can_not_treat_anyone_differently() -> None:
    assert list(inspect.signature(create_challenge).parameters) == ["challenge_name"]


def test_each_challenge_has_a_fresh_nonce_that_the_application_does_not_see() -> None:
    one, other = create_challenge("CUSTOM_CHALLENGE"), create_challenge("CUSTOM_CHALLENGE")
    assert one.private_parameters["nonce"] != other.private_parameters["nonce"]
    assert re.fullmatch(r"[A-Za-z0-9_-]{32}", one.private_parameters["nonce"])
    assert "nonce" not in one.public_parameters


def test_says_what_is_asked() -> None:
    challenge = create_challenge("CUSTOM_CHALLENGE")
    assert challenge.public_parameters["challenge"] == "SALESFORCE_SESSION"
    assert challenge.private_parameters["challenge"] == "SALESFORCE_SESSION"
    assert challenge.metadata == "SALESFORCE_SESSION"
