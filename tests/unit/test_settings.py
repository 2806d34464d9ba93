"""The environment: what is missing, unknown or unusable is refused, with a word on what to set."""

import re

import pytest

from isthmus.errors import ConfigurationError
from isthmus.settings import SETTINGS, Environment, check_environment, load_max_attempts


@pytest.mark.parametrize("name", ["ISTHMUS_MAX_ATEMPTS", "ISTHMUS_", "ISTHMUS_SALESFORCE_URL"])
@pytest.mark.parametrize("load", [Environment, check_environment, load_max_attempts])
def test_refuses_an_unknown_name_and_names_it(load: type[Environment], name: str) -> None:
    with pytest.raises(ConfigurationError, match=re.escape(name)) as refused:
        load({name: "the-value"})
    assert "the-value" not in str(refused.value)


@pytest.mark.parametrize("values", [{}, {"ISTHMUS_USE_ONCE_TABLE": ""}])
def test_refuses_what_is_missing_and_says_what_it_is_for(values: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError, match="set ISTHMUS_USE_ONCE_TABLE: The DynamoDB table"):
        Environment(values).get("ISTHMUS_USE_ONCE_TABLE", pattern=".+")


def test_says_who_sets_a_name_that_is_not_ours() -> None:
    with pytest.raises(ConfigurationError, match="set AWS_REGION: AWS Lambda sets it"):
        Environment({}).get("AWS_REGION", pattern=".+")


@pytest.mark.parametrize("value", ["the-value", "x\n", "xx", "\u0661"])
def test_refuses_a_value_of_another_form_and_does_not_quote_it(value: str) -> None:
    with pytest.raises(ConfigurationError, match="AWS_REGION has a value it can't have") as refused:
        Environment({"AWS_REGION": value}).get("AWS_REGION", pattern=r"x|\d")
    assert "the-value" not in str(refused.value)


@pytest.mark.parametrize("value", ["0", "4", "-1", "1.0", "three", " 1", "1\n", "11"])
def test_refuses_a_number_of_attempts(value: str) -> None:
    with pytest.raises(ConfigurationError, match="ISTHMUS_MAX_ATTEMPTS"):
        load_max_attempts({"ISTHMUS_MAX_ATTEMPTS": value})


def test_passes_over_the_settings_of_other_functions_and_the_names_of_others() -> None:
    check_environment({"ISTHMUS_MAX_ATTEMPTS": "9", "OTHER": "x", "isthmus_typo": "x"})


def test_every_setting_is_described() -> None:
    assert all(name.startswith("ISTHMUS_") and len(text) > 20 for name, text in SETTINGS.items())


def test_reads_the_process_environment_unless_given_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ISTHMUS_MAX_ATTEMPTS", "3")
    assert load_max_attempts() == 3


def test_is_not_changed_by_what_is_set_later() -> None:
    values = {"AWS_REGION": "us-east-1"}
    environment = Environment(values)
    values["AWS_REGION"] = "eu-west-1"
    assert environment.find("AWS_REGION") == "us-east-1"


def test_one_attempt_is_the_default() -> None:
    assert load_max_attempts({}) == 1
    assert load_max_attempts({"ISTHMUS_MAX_ATTEMPTS": "2"}) == 2
