import base64
import json

import pytest

from isthmus.local.awsjson import AwsError
from isthmus.local.cognito.pagination import next_token, read_token
from unit.local.cognito.local_pools import StoppedClock

REQUEST = ("ListUsers", "us-east-1_AAAAAAAAA", 'name = "x"')


def _forged(content: object) -> str:
    return base64.urlsafe_b64encode(bytes(32) + json.dumps(content).encode()).decode()


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "é",
        "",
        "W10=",
        _forged([1, 1_800_000_000]),
        _forged([10**30, 1_800_000_000]),
        _forged([{}, float("inf")]),
    ],
)
def test_refuses_a_forged_token(token: str) -> None:
    with pytest.raises(AwsError, match="Invalid pagination token provided"):
        read_token(token, request=REQUEST, clock=StoppedClock())


def test_refuses_a_changed_token_and_that_of_another_request() -> None:
    token = next_token(5, request=REQUEST, clock=StoppedClock())
    changed = base64.urlsafe_b64encode(base64.urlsafe_b64decode(token).replace(b"5", b"6")).decode()
    for unverified, request in ((changed, REQUEST), (token, (*REQUEST[:2], None)), (token, REQUEST[:2])):
        with pytest.raises(AwsError, match="Invalid pagination token provided"):
            read_token(unverified, request=request, clock=StoppedClock())


def test_refuses_a_token_after_an_hour() -> None:
    clock = StoppedClock()
    token = next_token("a", request=REQUEST, clock=clock)
    clock.forward(3600)
    assert read_token(token, request=REQUEST, clock=clock) == "a"
    clock.forward(1)
    with pytest.raises(AwsError, match="Invalid pagination token provided"):
        read_token(token, request=REQUEST, clock=clock)
