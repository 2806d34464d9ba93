"""The edge: what of a failure gets out, and what is logged."""

import json

import pytest

from isthmus.errors import DeniedError
from isthmus.lambdas._runtime import TriggerFailedError, once, run_guarded, run_trigger


def fail_with_a_secret() -> dict[str, object]:
    raise KeyError("the-session-id")


def test_an_unexpected_failure_shows_neither_outside_nor_in_the_log(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(TriggerFailedError) as failed:
        run_trigger("a_function", fail_with_a_secret)
    log = capsys.readouterr().out
    assert "the-session-id" not in f"{failed.value}{failed.value.__context__}{log}"
    assert json.loads(log)["reason"].startswith("KeyError at ")
    assert "test_runtime.py:" in log


def test_a_denial_is_logged_with_its_rule(capsys: pytest.CaptureFixture[str]) -> None:
    def deny() -> None:
        raise DeniedError("no", rule="a_rule")

    assert run_guarded("a_function", deny) is None
    assert json.loads(capsys.readouterr().out) == {
        "function": "a_function",
        "code": "denied",
        "reason": "a_rule: no",
    }


def test_gives_the_answer() -> None:
    assert run_trigger("a_function", lambda: {"a": 1}) == {"a": 1}


def test_once_opens_once() -> None:
    opened = []
    opener = once(lambda: opened.append(1))
    opener()
    opener()
    assert opened == [1]
