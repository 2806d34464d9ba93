"""What is said of a ready file that is none."""

from pathlib import Path

from isthmus.ready_file import refuse_ready_file


def test_an_absent_one_is_told_apart_from_another_file() -> None:
    said = str(refuse_ready_file(Path("ready.json"), FileNotFoundError(), wanted="a stack"))
    assert "there is no ready file ready.json" in said
    assert "isthmus up --ready-file" in said


def test_nothing_of_what_was_read_is_quoted() -> None:
    said = str(refuse_ready_file(Path("ready.json"), KeyError("sample-secret"), wanted="a stack"))
    assert said == "ready.json is no ready file of a stack: KeyError"
