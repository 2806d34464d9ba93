import base64
import io
import json

import pytest
from rich.console import Console

from isthmus.local.demo.narrator import Narrator
from isthmus.local.demo.telling import HopFailedError, require, tell_claims


def a_narrator() -> tuple[Narrator, io.StringIO]:
    written = io.StringIO()
    return Narrator(Console(file=written, width=200), flow="m2m", story="a story"), written


def a_token() -> str:
    parts = ({"alg": "RS256", "kid": "key-1"}, {"sub": "sample", "groups": ["a", "b"]})
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
    return ".".join([*encoded, "c2lnbmF0dXJl"])


def test_a_failed_hop_is_named_and_not_told() -> None:
    narrator, written = a_narrator()
    with pytest.raises(HopFailedError, match=r"m2m, hop 1 \(a hop\) failed: HTTP 503"), narrator.hop("a hop"):
        require(False, "HTTP 503")  # noqa: FBT003  a condition
    assert "a hop" not in written.getvalue()


def test_tells_claims_and_never_the_token() -> None:
    narrator, written = a_narrator()
    with narrator.hop("a [hop]"):
        tell_claims(narrator, "access token", a_token())
    assert written.getvalue().splitlines()[1:] == [
        "m2m  a story",
        "   1  ok  a [hop]",
        "          access token: RS256, key key-1, signature ***",
        "            sub: sample",
        '            groups: ["a", "b"]',
    ]
    assert "c2lnbmF0dXJl" not in written.getvalue()
