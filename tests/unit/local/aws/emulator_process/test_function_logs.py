import queue
import time

from isthmus.local.aws.emulator_process.function_logs import LONGEST_WAIT_SECONDS, MARK, read_to_mark


def a_queue(*lines: str) -> "queue.Queue[str]":
    given: queue.Queue[str] = queue.Queue()
    for line in lines:
        given.put(line)
    return given


def test_waits_no_longer_than_it_says_for_a_worker_that_died() -> None:
    began = time.monotonic()
    assert read_to_mark(a_queue("last words").get) == "last words"
    assert time.monotonic() - began >= LONGEST_WAIT_SECONDS


def test_ends_at_the_mark() -> None:
    began = time.monotonic()
    assert read_to_mark(a_queue("one", "two", MARK).get) == "one\ntwo"
    assert time.monotonic() - began < LONGEST_WAIT_SECONDS


def test_keeps_a_line_that_the_function_did_not_end() -> None:
    assert read_to_mark(a_queue(f"no line break{MARK}").get) == "no line break"


def test_a_mark_that_came_late_does_not_shift_the_lines_of_later_calls() -> None:
    lines = a_queue(MARK, "of this call", MARK)
    assert read_to_mark(lines.get) == "of this call"
    assert lines.empty()
