"""Trigger events."""

from typing import Any

import pytest

from isthmus.cognito.trigger_event import TriggerEvent, find_text
from isthmus.errors import MalformedError
from unit.lambdas.events import RIGHT, a_define_event, a_verify_event

DEFINE = "DefineAuthChallenge_Authentication"


def parse(**request: Any) -> TriggerEvent:
    return TriggerEvent.parse(a_define_event(**request), trigger_source=DEFINE)


@pytest.mark.parametrize(
    "event",
    [
        {},
        a_verify_event(),
        a_define_event() | {"triggerSource": None},
        a_define_event() | {"request": []},
        a_define_event() | {"userName": 7},
        a_define_event() | {"userPoolId": ["us-east-1_a"]},
    ],
    ids=lambda event: str(event)[:60],
)
def test_refuses_what_is_no_event_of_the_trigger(event: dict[str, Any]) -> None:
    with pytest.raises(MalformedError):
        TriggerEvent.parse(event, trigger_source=DEFINE)


@pytest.mark.parametrize("flag", ["true", "false", 0, 1, [], {}])
def test_refuses_a_flag_that_is_no_boolean(flag: Any) -> None:
    with pytest.raises(MalformedError, match="userNotFound"):
        parse(userNotFound=flag)


@pytest.mark.parametrize("value", [7, "text", [], {"a": 1}, {"a": None}])
def test_refuses_what_is_no_map_of_texts(value: Any) -> None:
    with pytest.raises(MalformedError):
        parse(texts=value).find_texts("texts")


@pytest.mark.parametrize("value", [7, "text", {}, ["text"], [None]])
def test_refuses_what_is_no_list_of_objects(value: Any) -> None:
    with pytest.raises(MalformedError):
        parse(items=value).find_items("items")


@pytest.mark.parametrize("value", [7, True, [], {}])
def test_refuses_what_is_no_text(value: Any) -> None:
    with pytest.raises(MalformedError):
        find_text({"text": value}, "text")


def test_only_a_flag_that_is_set_makes_a_user_unknown() -> None:
    assert [parse(userNotFound=flag).is_user_known for flag in (True, False, None)] == [False, True, True]


def test_reads_each_field() -> None:
    event = TriggerEvent.parse(a_define_event(RIGHT, clientMetadata={"a": "b"}), trigger_source=DEFINE)
    assert (event.user_pool_id, event.username[:11]) == ("us-east-1_AbCdEfGhI", "salesforce_")
    assert event.find_items("session") == [RIGHT]
    assert event.find_texts("clientMetadata") == {"a": "b"}


def test_absent_is_empty() -> None:
    event = parse()
    assert (event.find_texts("absent"), event.find_items("absent"), find_text({}, "absent")) == ({}, [], "")
