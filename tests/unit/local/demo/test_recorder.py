from collections.abc import Callable

import pytest

from isthmus.errors import UnavailableError
from isthmus.local.demo.concealing import Concealing
from isthmus.local.demo.recorder import Recorder, State, Step
from isthmus.local.demo.telling import HopFailedError, require
from unit.local.demo.sample_stories import SteppingClock

SECRET = "sample-client-secret"


def a_recorder(steps: list[Step], *, check: Callable[[], None] = lambda: None) -> Recorder:
    return Recorder(
        flow="m2m",
        clock=SteppingClock(),
        concealing=Concealing({"client_secret": SECRET}),
        publish=steps.append,
        check=check,
    )


def test_a_hop_that_fails_is_a_failed_step_with_the_words_of_the_refusal() -> None:
    steps: list[Step] = []
    recorder = a_recorder(steps)
    with (
        pytest.raises(HopFailedError, match=r"m2m, hop 1 \(a hop\) failed: HTTP 503"),
        recorder.hop("a hop"),
    ):
        require(False, "HTTP 503")  # noqa: FBT003  a condition
    assert [step.state for step in steps] == [State.RUNNING, State.FAILED]
    assert steps[-1].details == (("error", "HTTP 503"),)


def test_an_error_of_others_is_told_with_its_name() -> None:
    steps: list[Step] = []
    with pytest.raises(HopFailedError, match="failed: KeyError: 'code'"), a_recorder(steps).hop("a hop"):
        raise KeyError("code")
    assert steps[-1].details == (("error", "KeyError: 'code'"),)


def test_no_secret_is_in_a_step() -> None:
    steps: list[Step] = []
    recorder = a_recorder(steps)

    def tell() -> None:
        with recorder.hop("a hop"):
            recorder.tell("sent", f"secret {SECRET}")
            raise UnavailableError(f"it said {SECRET}")

    with pytest.raises(HopFailedError):
        tell()
    assert steps[-1].details == (("sent", "secret ***"), ("error", "it said ***"))


def test_nothing_is_told_once_the_check_says_no() -> None:
    def stop() -> None:
        raise UnavailableError("the stack stops")

    steps: list[Step] = []
    with pytest.raises(HopFailedError, match="the stack stops"), a_recorder(steps, check=stop).hop("a hop"):
        raise AssertionError
    assert steps[-1].state is State.FAILED


def test_steps_are_published_as_they_begin_and_as_they_end() -> None:
    steps: list[Step] = []
    recorder = a_recorder(steps)
    with recorder.hop("the first"):
        recorder.tell("  claim", 1)
        assert [step.to_document()["state"] for step in steps] == ["running"]
    with recorder.hop("the second"):
        pass
    assert [(step.number, step.title, step.state.value) for step in steps] == [
        (1, "the first", "running"),
        (1, "the first", "passed"),
        (2, "the second", "running"),
        (2, "the second", "passed"),
    ]
    assert steps[1].to_document() == {
        "number": 1,
        "title": "the first",
        "state": "passed",
        "details": [["claim", "1"]],
        "began_at": 1_800_000_001.0,
        "duration_ms": 1000.0,
    }
    assert steps[3].details == ()
