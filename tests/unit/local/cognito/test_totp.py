import pytest

from isthmus.local.cognito.totp import find_step, one_time_code

SECRET = b"12345678901234567890"


@pytest.mark.parametrize(
    "code", ["", "28708", "2870822", "abcdef", "94287082", "\u0661\u0662\u0663456", "\ud800"]
)
def test_refuses_what_is_no_code_of_this_time(code: str) -> None:
    assert find_step(SECRET, unverified_code=code, now=59) is None


def test_refuses_a_code_of_two_steps_ago_or_ahead() -> None:
    code = one_time_code(SECRET, step=10)
    assert find_step(SECRET, unverified_code=code, now=8 * 30 + 29) is None
    assert find_step(SECRET, unverified_code=code, now=12 * 30) is None


def test_takes_a_code_of_one_step_ago_or_ahead() -> None:
    code = one_time_code(SECRET, step=10)
    for now in (9 * 30, 10 * 30, 11 * 30 + 29):
        assert find_step(SECRET, unverified_code=code, now=now) == 10


@pytest.mark.parametrize(
    ("time", "code"),
    [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ],
)
def test_computes_the_codes_of_rfc_6238(time: int, code: str) -> None:
    assert one_time_code(SECRET, step=time // 30) == code
