from typing import Any

import pytest

from isthmus.local.demo.choices import ChoiceError, read_choices

OPTIONS = {"user": ("ada", "bea"), "scope": ("read", "write")}


@pytest.mark.parametrize(
    ("unverified", "message"),
    [
        (None, "an object is wanted"),
        (["user"], "an object is wanted"),
        ({"usr": "ada"}, "Unknown choices: usr. There is: user, scope"),
        ({"user": "eve"}, "user: one of ada, bea is wanted"),
        ({"user": None}, "user: one of ada, bea is wanted"),
        ({"user": ["ada"]}, "user: one of ada, bea is wanted"),
        ({"scope": ""}, "scope: one of read, write is wanted"),
    ],
)
def test_refuses_what_is_not_there_to_choose(unverified: Any, message: str) -> None:
    with pytest.raises(ChoiceError, match=message):
        read_choices(unverified, options=OPTIONS)


def test_gives_the_first_option_where_nothing_is_chosen() -> None:
    assert read_choices({"scope": "write"}, options=OPTIONS) == {"user": "ada", "scope": "write"}
