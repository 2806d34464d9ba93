import re
from dataclasses import replace

import pytest

from isthmus.local.tracing.mermaid import to_mermaid
from unit.local.tracing.exchanges import an_exchange, aws_call
from unit.local.tracing.showing import describe

LINE = re.compile(
    r"sequenceDiagram|    autonumber|    (?:actor|participant) p\d+ as [^:;#\n]*(?:#\d+;[^:;#\n]*)*"
    r"|    p\d+(?:->>|-->>|--x)p\d+: [^:;#\n]*(?:#\d+;[^:;#\n]*)*"
)


@pytest.mark.parametrize(
    "name",
    [
        "a\nparticipant p9 as evil",
        "a; b",
        "A->>B: x",
        "<img src=x onerror=alert(1)>",
        "#35;",
        "end",
        "%% comment",
        '"quoted"',
        "{config}",
        "",
        "x" * 500,
        "ä\u202e",
    ],
)
def test_whatever_a_name_says_it_stays_a_name(name: str) -> None:
    hop = replace(describe(an_exchange()), asker_name=name, operation=name, error=name)
    lines = to_mermaid([hop]).splitlines()
    assert len(lines) == 6
    assert all(LINE.fullmatch(line) for line in lines), lines
    assert not any(re.search(r"\bend\b", line) for line in lines)


def test_no_hops_are_an_empty_diagram() -> None:
    assert to_mermaid([]) == "sequenceDiagram\n    autonumber\n"


def test_answers_stand_where_they_came() -> None:
    outer = describe(aws_call("AWSCognitoIdentityService.GetId", {}, number=1, began_at=1.0, seconds=3))
    inner = describe(an_exchange(2, method="GET", target="/id/keys", began_at=2.0, seconds=0.5, status=503))
    still_open = describe(an_exchange(3, began_at=9.0, seconds=None))
    assert to_mermaid([outer, inner, still_open]) == (
        "sequenceDiagram\n"
        "    autonumber\n"
        "    actor p0 as Client\n"
        "    participant p1 as Identity pool\n"
        "    participant p2 as AWS\n"
        "    p0->>p1: GetId\n"
        "    p0->>p2: GET /id/keys\n"
        "    p2--xp0: 503 failed in 500 ms\n"
        "    p1-->>p0: 200 ok in 3000 ms\n"
        "    p0->>p2: POST /\n"
    )
