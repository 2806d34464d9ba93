"""What a terminal would obey is shown instead."""

import pytest

from isthmus.plain_text import make_plain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]0;title\x07", r"\x1b]0;title\x07"),
        ("\x9b2J", r"\x9b2J"),
        ("failed\r\x1b[1Aok", r"failed\r\x1b[1Aok"),
        ("one\nok  two", r"one\nok  two"),
        ("\u202egnorw", r"\u202egnorw"),
        ("\ud800", r"\ud800"),
        ("\x00", r"\x00"),
    ],
)
def test_sends_nothing_that_a_terminal_obeys(text: str, shown: str) -> None:
    assert make_plain(text) == shown
    assert make_plain(text).isprintable()


def test_leaves_words_of_any_language() -> None:
    assert make_plain("Zoë's 東京 [bold] 3 % \\n") == "Zoë's 東京 [bold] 3 % \\n"
