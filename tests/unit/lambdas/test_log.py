"""Lines of the log."""

import json

import pytest

from isthmus.lambdas._log import describe_unexpected, write_log


def test_a_line_break_in_a_fact_does_not_make_a_second_line(capsys: pytest.CaptureFixture[str]) -> None:
    write_log("a_function", reason='a\nb"}\n{')
    assert capsys.readouterr().out.count("\n") == 1


def test_an_unexpected_error_is_described_without_its_text() -> None:
    assert describe_unexpected(KeyError("the-session-id")) == "KeyError at nowhere"


def test_writes_one_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    write_log("a_function", code="ok", rule="a_rule")
    assert json.loads(capsys.readouterr().out) == {"function": "a_function", "code": "ok", "rule": "a_rule"}
