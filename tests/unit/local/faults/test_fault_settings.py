from typing import Any

import pytest

from isthmus.local.faults.errors import FaultSettingError
from isthmus.local.faults.settings import ChoiceSetting, NameSetting, NumberSetting, read_values

SECONDS = NumberSetting(name="seconds", what="How long.", lowest=0.1, highest=30, default=2)
OF = ChoiceSetting(name="of", what="Whose.", options=("cognito", "org"))
NAME = NameSetting(name="permission_set", what="Which.", default="Sample")
ALL = (SECONDS, OF, NAME)


@pytest.mark.parametrize(
    "value", [0, 0.09, 30.1, -1, 10**400, float("nan"), float("inf"), True, "2", None, [2]]
)
def test_refuses_a_number_out_of_its_bounds(value: object) -> None:
    with pytest.raises(FaultSettingError, match=r"seconds: a number from 0\.1 to 30 is wanted"):
        read_values({"seconds": value}, settings=ALL)


@pytest.mark.parametrize("value", ["", "Org", "both", 1, None, ["org"]])
def test_refuses_a_word_that_is_no_choice(value: object) -> None:
    with pytest.raises(FaultSettingError, match="of: one of cognito, org is wanted"):
        read_values({"of": value}, settings=ALL)


@pytest.mark.parametrize("value", ["", "1st", "a-b", "a b", "é", "a" * 81, "a\n", 1, None])
def test_refuses_what_is_no_api_name(value: object) -> None:
    with pytest.raises(FaultSettingError, match="permission_set: an API name is wanted"):
        read_values({"permission_set": value}, settings=ALL)


def test_refuses_a_setting_that_the_fault_does_not_have() -> None:
    with pytest.raises(FaultSettingError, match=r"Unknown settings: secs\. This fault has: seconds, of"):
        read_values({"secs": 1}, settings=ALL)


def test_refuses_any_setting_where_there_is_none() -> None:
    with pytest.raises(FaultSettingError, match="This fault has: none"):
        read_values({"seconds": 1}, settings=())


@pytest.mark.parametrize("settings", [None, [], "seconds", 1])
def test_refuses_settings_that_are_no_object(settings: Any) -> None:
    with pytest.raises(FaultSettingError, match="an object is wanted"):
        read_values(settings, settings=ALL)


@pytest.mark.parametrize("value", [0.1, 5, 30])
def test_takes_a_number_up_to_its_bounds(value: float) -> None:
    assert read_values({"seconds": value}, settings=ALL)["seconds"] == value


def test_takes_a_name_of_80_characters() -> None:
    assert read_values({"permission_set": "a" * 80}, settings=ALL)["permission_set"] == "a" * 80


def test_gives_defaults_for_what_is_not_said() -> None:
    assert read_values({"of": "org"}, settings=ALL) == {
        "seconds": 2,
        "of": "org",
        "permission_set": "Sample",
    }
